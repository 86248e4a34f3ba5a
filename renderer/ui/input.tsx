import type { ComponentPropsWithRef } from 'react';
import { useFieldProps } from './field.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';

export interface InputProps extends Omit<ComponentPropsWithRef<'input'>, 'size'> {
  icon?: IconName | undefined;
  size?: 'md' | 'lg';
  isMono?: boolean;
  /** Without a border, on the window's ground. */
  isQuiet?: boolean;
}

/** One line of text. The label comes from the Field around it, or from `aria-label`. */
export function Input({ icon, size = 'md', isMono = false, isQuiet = false, className = '', ...rest }: InputProps) {
  const field = useFieldProps();
  const isBad = rest['aria-invalid'] ?? field['aria-invalid'];
  const look = `${size === 'lg' ? 'lg' : ''} ${isMono ? 'mono' : ''} ${isQuiet ? 'quiet' : ''} ${isBad ? 'bad' : ''}`;
  return (
    <span className={`input ${look} ${className}`}>
      {icon && <Icon name={icon} />}
      <input type="text" autoComplete="off" spellCheck={false} {...field} {...rest} />
    </span>
  );
}
