import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commands, findRun, listenForShortcuts, useHandlers } from './commands.ts';
import { useUi } from './stores/ui.ts';

vi.mock('./rpc.ts', () => import('./components/test-page.tsx'));

const desktop = { isMac: false, isBrowser: false };
let ending: AbortController;

beforeEach(() => {
  ending = new AbortController();
  listenForShortcuts(desktop, ending.signal);
  document.body.innerHTML = '<textarea></textarea>';
  useHandlers.setState({ handlers: {} });
  useUi.setState({ screen: 'chat', isShortcutsOpen: false });
});
afterEach(() => ending.abort());

function press(key: string, more: KeyboardEventInit = {}, target: Element = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

const field = () => document.querySelector('textarea') as HTMLTextAreaElement;

test('Ctrl and a sign work while a message is being written, a plain sign is written', () => {
  press('?', {}, field());
  expect(useUi.getState().isShortcutsOpen).toBe(false);
  press(',', { ctrlKey: true }, field());
  expect(useUi.getState().screen).toBe('settings');
});

test('an open dialog keeps the keyboard for itself, and so does the writing of Chinese', () => {
  press(',', { ctrlKey: true, isComposing: true }, field());
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog"></div>');
  press(',', { ctrlKey: true });
  expect(useUi.getState().screen).toBe('chat');
});

test('what no screen offers now stays with the browser; what one offers is done', () => {
  expect(press('c', { ctrlKey: true, shiftKey: true }).defaultPrevented).toBe(false);
  const copy = vi.fn();
  useHandlers.setState({ handlers: { copyAnswer: copy } });
  expect(press('c', { ctrlKey: true, shiftKey: true }).defaultPrevented).toBe(true);
  expect(copy).toHaveBeenCalledOnce();
});

test('every command can be done at any time or belongs to a screen, and no two share their keys', () => {
  const keys = commands.flatMap(({ shortcut }) => (shortcut ? [JSON.stringify(shortcut)] : []));
  expect(new Set(keys).size).toBe(keys.length);
  expect(commands.filter((command) => command.group === 'app' && !findRun(command))).toEqual([]);
});
