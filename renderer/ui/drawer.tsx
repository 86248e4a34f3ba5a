import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { closeOnEscape } from './close-on-escape.ts';
import { IconButton } from './icon-button.tsx';
import { isFocusLost } from './is-focus-lost.ts';

interface DrawerProps {
  title: string;
  /** The name of the button that closes it. */
  closeLabel: string;
  shortcut?: string | undefined;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Takes the focus when what had it before the drawer opened is gone. */
  findFallback?: () => HTMLElement | null;
}

/** Takes the focus when what had it inside is gone, as the row of a cancelled download is: Esc and Tab go on from there. */
function KeptFocus({ content }: { content: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    const box = content.current;
    if (!box) return;
    let last: Element | undefined;
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : undefined;
    };
    const observer = new MutationObserver(() => {
      if (!last || last.isConnected) return;
      last = undefined;
      if (isFocusLost()) box.focus();
    });
    box.addEventListener('focusin', remember);
    observer.observe(box, { childList: true, subtree: true });
    return () => {
      box.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, [content]);
  return null;
}

/** Lies over the right edge and leaves the rest usable. Esc closes it; the focus then goes back to where it was. */
export function Drawer({ title, closeLabel, shortcut, actions, children, open, onOpenChange, findFallback }: DrawerProps) {
  const opener = useRef<Element>(null);
  const content = useRef<HTMLDivElement>(null);
  const takeFocus = (event: Event) => {
    event.preventDefault();
    opener.current = document.activeElement;
    content.current?.focus();
  };
  const returnFocus = (event: Event) => {
    event.preventDefault();
    // Whoever went on elsewhere while it was open stays there.
    if (document.activeElement && document.activeElement !== document.body) return;
    const wanted = opener.current;
    if (wanted instanceof HTMLElement && wanted.isConnected && wanted !== document.body) wanted.focus();
    else findFallback?.()?.focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Radix.Portal>
        <Radix.Content
          ref={content}
          className="drawer"
          role="region"
          tabIndex={-1}
          aria-describedby={undefined}
          {...closeOnEscape(open, () => onOpenChange(false))}
          onOpenAutoFocus={takeFocus}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <header className="drawer-head">
            <Radix.Title className="t-14 b grow">{title}</Radix.Title>
            {actions}
            <IconButton icon="x" label={closeLabel} shortcut={shortcut} onClick={() => onOpenChange(false)} />
          </header>
          {children}
          <KeptFocus content={content} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
