import { useRef } from 'react';

/** What had the focus; for an item of a menu, which is gone by then, the button of that menu. */
function findOpener(): HTMLElement | null {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]');
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
  return opener instanceof HTMLElement ? opener : null;
}

/** For dialogs that are opened by state and not by a trigger of their own: the focus goes back to where it was. */
export function useReturnFocus(): { onOpenAutoFocus: () => void; onCloseAutoFocus: () => void } {
  const opener = useRef<HTMLElement>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = findOpener();
    },
    onCloseAutoFocus: () => {
      if (opener.current?.isConnected) opener.current.focus();
    },
  };
}
