import type { KeyboardEvent, Ref } from 'react';
import { Input } from './input.tsx';

interface SearchInputProps {
  /** Name and placeholder. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  size?: 'md' | 'lg';
  isQuiet?: boolean;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Text to find something by. Esc clears it first, and only then does what it does elsewhere. */
export function SearchInput({ label, value, onChange, onKeyDown, ...rest }: SearchInputProps) {
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') {
      event.preventDefault();
      event.stopPropagation();
      onChange('');
    } else onKeyDown?.(event);
  };
  return (
    <Input
      icon="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={handleKey}
      {...rest}
    />
  );
}
