import { useLayoutEffect, useRef } from 'react';

interface InlineEditProps {
  label: string;
  value: string;
  onSave: (value: string) => void;
  onClose: () => void;
  className?: string;
}

/** A name edited in its place: Enter and leaving save, Esc does not. */
export function InlineEdit({ label, value, onSave, onClose, className = '' }: InlineEditProps) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useLayoutEffect(() => input.current?.select(), []);
  const end = (isSaved: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    const next = input.current?.value.trim() ?? '';
    if (isSaved && next !== '' && next !== value) onSave(next);
    onClose();
  };
  return (
    <span className={`input ${className}`}>
      <input
        ref={input}
        aria-label={label}
        defaultValue={value}
        maxLength={300}
        onBlur={() => end(true)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') end(true);
          if (event.key === 'Escape') {
            event.preventDefault();
            end(false);
          }
        }}
      />
    </span>
  );
}
