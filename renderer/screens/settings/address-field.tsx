import { type KeyboardEvent, useEffect, useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

interface AddressFieldProps {
  label: string;
  value: string;
  placeholder: string;
  /** What to say about a text that is no address. */
  wrong: string;
  parse: (text: string) => string | undefined;
  onChange: (address: string) => void;
  hint?: string | undefined;
}

/** An address, checked and taken on leaving the field and on Enter. */
export function AddressField({ label, value, placeholder, wrong, parse, onChange, hint }: AddressFieldProps) {
  const [draft, setDraft] = useState(value);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => setDraft(value), [value]);
  const take = () => {
    const address = parse(draft);
    setWrong(address === undefined && draft.trim() !== '');
    if (address === undefined) return;
    setDraft(address);
    if (address !== value) onChange(address);
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take();
  };
  return (
    <Field label={label} hint={hint} error={isWrong ? wrong : undefined}>
      <Input
        isMono
        type="url"
        value={draft}
        placeholder={placeholder}
        onChange={(event) => {
          setDraft(event.target.value);
          setWrong(false);
        }}
        onBlur={take}
        onKeyDown={handleKey}
      />
    </Field>
  );
}
