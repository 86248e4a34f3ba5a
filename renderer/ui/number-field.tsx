import { type KeyboardEvent, useState } from 'react';

interface NumberFieldProps {
  label: string;
  value: number;
  step: number;
  onChange: (value: number) => void;
  format: (value: number) => string;
  className?: string;
}

/** The number in a text, with either decimal mark and with thousands separated; undefined when there is none. */
export function parseNumber(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '');
  const isGrouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain);
  const value = Number(isGrouped ? plain.replaceAll(',', '') : plain.replace(',', '.'));
  return plain === '' || !Number.isFinite(value) ? undefined : value;
}

/** A small number to type or step: taken on Enter and on leaving; what is no number goes back to the old value. */
export function NumberField({ label, value, step, onChange, format, className = '' }: NumberFieldProps) {
  const [draft, setDraft] = useState<string>();
  const take = () => {
    const next = draft === undefined ? undefined : parseNumber(draft);
    setDraft(undefined);
    if (next !== undefined && next !== value) onChange(next);
  };
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') take();
    if (event.key === 'Escape' && draft !== undefined) {
      event.stopPropagation();
      setDraft(undefined);
    }
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const by = (event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1);
    const from = (draft === undefined ? undefined : parseNumber(draft)) ?? value;
    setDraft(undefined);
    onChange(Number((from + by).toFixed(6)));
  };
  return (
    <span className={`input n ${className}`}>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        className="text-right"
        aria-label={label}
        value={draft ?? format(value)}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={handleKey}
      />
    </span>
  );
}
