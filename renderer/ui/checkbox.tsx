import { Checkbox as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { Icon } from './icon.tsx';

/** One yes or no inside a form. */
export function Checkbox({ label, checked, onChange }: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <span className="row min-h-6">
      <Radix.Root id={id} className="check" checked={checked} onCheckedChange={(next) => onChange(next === true)}>
        <Icon name="check" />
      </Radix.Root>
      <label htmlFor={id}>{label}</label>
    </span>
  );
}
