import { Select as Radix } from 'radix-ui';
import { useFieldProps } from './field.tsx';
import { Icon } from './icon.tsx';
import { styleNonce } from './nonce.ts';

interface SelectProps<Value extends string> {
  /** The name where no Field gives one. */
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  className?: string;
}

/** One of up to twelve known things. */
export function Select<Value extends string>({ label, value, options, onChange, className = '' }: SelectProps<Value>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)}>
      <Radix.Trigger className={`select ${className}`} aria-label={label} {...useFieldProps()}>
        <span className="cut">
          <Radix.Value />
        </span>
        <Icon name="updown" size={14} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu choices" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport nonce={styleNonce()}>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className="menu-item">
                <span className="grid w-4 place-items-center">
                  <Radix.ItemIndicator>
                    <Icon name="check" size={14} />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
