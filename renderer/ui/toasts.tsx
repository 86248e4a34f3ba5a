import { Toast as Radix } from 'radix-ui';
import { hasEscapeTaker } from './close-on-escape.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import type { IconName } from './icon-shapes.tsx';

export interface ToastItem {
  id: string;
  icon?: IconName | undefined;
  text: string;
  /** A second line: what was kept, what to do. */
  detail?: string | undefined;
  /** What went wrong stays until it is closed. */
  tone?: 'info' | 'bad' | undefined;
  action?: { label: string; onSelect: () => void } | undefined;
}

interface ToastsProps {
  items: readonly ToastItem[];
  /** The region's name and that of the button which closes a toast. */
  labels: { region: string; close: string };
  onClose: (id: string) => void;
}

/** Short messages bottom right: six seconds, longer while hovered or focused. Esc closes one, unless the focus is in a drawer or dialog. */
export function Toasts({ items, labels, onClose }: ToastsProps) {
  return (
    <Radix.Provider duration={6000} swipeDirection="right" label={labels.region}>
      {items.map((item) => (
        <Radix.Root
          key={item.id}
          className="toast"
          open
          type={item.tone === 'bad' ? 'foreground' : 'background'}
          duration={item.tone === 'bad' ? Number.POSITIVE_INFINITY : 6000}
          onOpenChange={(isOpen) => !isOpen && onClose(item.id)}
          onEscapeKeyDown={(event) => hasEscapeTaker() && event.preventDefault()}
        >
          <Icon name={item.icon ?? (item.tone === 'bad' ? 'alert' : 'info')} className={item.tone === 'bad' ? 'text-danger' : ''} />
          <div className="grow">
            <Radix.Title>{item.text}</Radix.Title>
            {item.detail && <Radix.Description className="t-12 c2">{item.detail}</Radix.Description>}
          </div>
          {item.action && (
            <Radix.Action altText={item.action.label} className="btn ghost sm ca" onClick={item.action.onSelect}>
              {item.action.label}
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton label={labels.close} icon="x" size="sm" side="top" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" label={`${labels.region} ({hotkey})`} />
    </Radix.Provider>
  );
}
