import { Tooltip as Radix } from 'radix-ui';
import { createContext, type FocusEvent, type ReactElement, type ReactNode, use } from 'react';
import { Kbd } from './kbd.tsx';

const IsProvided = createContext(false);

/** Once around the app, so that a second tooltip shows at once after a first one. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <IsProvided value={true}>
      <Radix.Provider delayDuration={500} skipDelayDuration={300}>
        {children}
      </Radix.Provider>
    </IsProvided>
  );
}

/** A returned focus (a closed dialog, say) is no wish to read the name again. */
function showForKeyboardOnly(event: FocusEvent<HTMLElement>): void {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault();
}

interface TooltipProps {
  label: ReactNode;
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactElement;
}

/** Name and shortcut of a control, after 500 ms and on focus. Never the only place of something needed. */
export function Tooltip({ label, shortcut, side = 'bottom', children }: TooltipProps) {
  const tooltip = (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={showForKeyboardOnly}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          <span>{label}</span>
          {shortcut && <Kbd>{shortcut}</Kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
  return use(IsProvided) ? tooltip : <TooltipProvider>{tooltip}</TooltipProvider>;
}
