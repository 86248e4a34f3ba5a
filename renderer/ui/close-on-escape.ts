import type { KeyboardEvent } from 'react';

/** Marks what closes by itself when Esc is pressed within it. */
const mark = 'data-closes-on-escape';

/**
 * Props for something that Esc closes even while a message lies above it: Radix tells only the topmost layer of the key, and a
 * message that came later is that.
 */
export function closeOnEscape(isOpen: boolean, close: () => void) {
  return {
    [mark]: '',
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      // React hands over keys from what was opened out of it as well: a menu closes alone.
      const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
      if (!isOpen || event.key !== 'Escape' || !isInside) return;
      event.preventDefault();
      close();
    },
    // Or it would close twice, where it is the topmost layer itself.
    onEscapeKeyDown: (event: globalThis.KeyboardEvent) => {
      if (hasEscapeTaker()) event.preventDefault();
    },
  };
}

/** True while the focus is in something that Esc closes: a message leaves the key to it. */
export const hasEscapeTaker = (): boolean => Boolean(document.activeElement?.closest(`[${mark}]`));
