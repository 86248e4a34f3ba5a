import { DropdownMenu as Radix, ContextMenu as RadixContext } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';
import { Kbd } from './kbd.tsx';

export type MenuItem =
  | {
      label: string;
      icon?: IconName | undefined;
      shortcut?: string | undefined;
      onSelect: () => void;
      isDanger?: boolean;
      /** Set for items that are on or off. */
      isChecked?: boolean | undefined;
      isDisabled?: boolean;
      /** Stays open, so that several can be chosen. */
      keepsOpen?: boolean;
    }
  | 'line';

function ItemContent({ item }: { item: Exclude<MenuItem, 'line'> }) {
  return (
    <>
      {item.isChecked !== undefined && (
        <span className="grid w-4 place-items-center">{item.isChecked && <Icon name="check" size={14} />}</span>
      )}
      {item.icon && <Icon name={item.icon} />}
      <span className="grow">{item.label}</span>
      {item.shortcut && <Kbd>{item.shortcut}</Kbd>}
    </>
  );
}

/** Both kinds of menu hold the same rows: `parts` are the primitives of the one at hand. */
function rows(items: readonly MenuItem[], parts: Pick<typeof Radix, 'Item' | 'CheckboxItem' | 'Separator'>): ReactNode {
  return items.map((item, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name.
    if (item === 'line') return <parts.Separator key={index} />;
    const select = (event: Event) => {
      if (item.keepsOpen) event.preventDefault();
      item.onSelect();
    };
    const props = { className: `menu-item ${item.isDanger ? 'danger' : ''}`, disabled: item.isDisabled ?? false, onSelect: select };
    if (item.isChecked === undefined) {
      return (
        <parts.Item key={item.label} {...props}>
          <ItemContent item={item} />
        </parts.Item>
      );
    }
    return (
      <parts.CheckboxItem key={item.label} {...props} checked={item.isChecked}>
        <ItemContent item={item} />
      </parts.CheckboxItem>
    );
  });
}

interface MenuProps {
  /** One button: Button, IconButton or a plain one. */
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
}

/** Actions behind a button; the destructive one comes last, after a line. */
export function Menu({ trigger, items, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align={align} side={side} sideOffset={4} collisionPadding={8}>
          {rows(items, Radix)}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The same behind the right mouse button and the menu key. */
export function ContextMenu({ children, items }: { children: ReactElement; items: readonly MenuItem[] }) {
  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className="menu" collisionPadding={8}>
          {rows(items, RadixContext)}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
