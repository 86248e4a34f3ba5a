import { Switch as Radix } from 'radix-ui';

/** On or off, at once; never needs a Save. `label` names it, the visible text stands beside it. */
export function Switch({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return <Radix.Root className="switch" aria-label={label} checked={checked} onCheckedChange={onChange} />;
}
