/**
 * Keys of a shortcut, and what they are called on this computer. A browser keeps Ctrl+N and Ctrl+1 to 6 for itself: there Alt stands in
 * for Ctrl. Pure but for `keyboardHere`.
 */

export interface Shortcut {
  /** KeyboardEvent.key, letters in lower case. */
  key: string;
  /** Ctrl, on macOS Cmd. */
  isMod?: boolean;
  isShift?: boolean;
  isAlt?: boolean;
  /** A browser has its own use for it: Alt instead of Ctrl there. */
  isTakenByBrowser?: boolean;
}

export interface Keyboard {
  isMac: boolean;
  isBrowser: boolean;
}

/** Which keyboard and host this page has. */
export const keyboardHere = (): Keyboard => ({ isMac: navigator.platform.startsWith('Mac'), isBrowser: window.alcove === undefined });

interface Keys {
  isMod: boolean;
  isShift: boolean;
  isAlt: boolean;
}

function keysOf(shortcut: Shortcut, { isBrowser }: Keyboard): Keys {
  const isMoved = isBrowser && shortcut.isTakenByBrowser === true;
  return {
    isMod: !isMoved && shortcut.isMod === true,
    isShift: shortcut.isShift === true,
    isAlt: isMoved || shortcut.isAlt === true,
  };
}

/** With Alt a Mac writes other signs: then the key's place counts. */
function isKey(event: KeyboardEvent, key: string, isAlt: boolean): boolean {
  if (event.key.toLowerCase() === key) return true;
  return isAlt && (event.code === `Key${key.toUpperCase()}` || event.code === `Digit${key}`);
}

/** Whether this key press is the shortcut. Signs such as "?" need no Shift of their own. */
export function isPressed(event: KeyboardEvent, shortcut: Shortcut, keyboard: Keyboard): boolean {
  const keys = keysOf(shortcut, keyboard);
  const isMod = keyboard.isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  const hasNoMod = !event.metaKey && !event.ctrlKey;
  const isSign = !/^[a-z0-9]$|^.{2,}$/.test(shortcut.key);
  return (
    isKey(event, shortcut.key, keys.isAlt) &&
    (keys.isMod ? isMod : hasNoMod) &&
    event.altKey === keys.isAlt &&
    (isSign || event.shiftKey === keys.isShift)
  );
}

const keyNames: Record<string, string> = { delete: 'Del', escape: 'Esc', enter: 'Enter', arrowleft: '←', arrowright: '→', arrowup: '↑' };

/** The keys one by one, as they are called here: ["Ctrl", "L"], on macOS ["Cmd", "L"]. */
export function shortcutKeys(shortcut: Shortcut, keyboard: Keyboard): string[] {
  const keys = keysOf(shortcut, keyboard);
  const name = keyNames[shortcut.key] ?? shortcut.key.toUpperCase();
  return [
    ...(keys.isMod ? [keyboard.isMac ? 'Cmd' : 'Ctrl'] : []),
    ...(keys.isAlt ? [keyboard.isMac ? 'Option' : 'Alt'] : []),
    ...(keys.isShift ? ['Shift'] : []),
    name,
  ];
}

/** "Ctrl L", as it stands in a tooltip. */
export const shortcutLabel = (shortcut: Shortcut, keyboard: Keyboard = keyboardHere()): string =>
  shortcutKeys(shortcut, keyboard).join(' ');
