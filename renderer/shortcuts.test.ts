import { expect, test } from 'vitest';
import { isPressed, type Keyboard, shortcutLabel } from './shortcuts.ts';

const desktop: Keyboard = { isMac: false, isBrowser: false };
const browser: Keyboard = { isMac: false, isBrowser: true };
const mac: Keyboard = { isMac: true, isBrowser: false };
const macBrowser: Keyboard = { isMac: true, isBrowser: true };
const key = (name: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key: name, ...more });

const newConversation = { key: 'n', isMod: true, isTakenByBrowser: true };
const copyAnswer = { key: 'c', isMod: true, isShift: true };

test('what a browser keeps for itself is pressed with Alt there, and called so', () => {
  expect(shortcutLabel(newConversation, desktop)).toBe('Ctrl N');
  expect(shortcutLabel(newConversation, browser)).toBe('Alt N');
  expect(isPressed(key('n', { ctrlKey: true }), newConversation, desktop)).toBe(true);
  expect(isPressed(key('n', { ctrlKey: true }), newConversation, browser)).toBe(false);
  expect(isPressed(key('n', { altKey: true }), newConversation, browser)).toBe(true);
});

test('on a Mac it is Cmd, and Option counts by the place of the key', () => {
  expect(shortcutLabel(copyAnswer, mac)).toBe('Cmd Shift C');
  expect(isPressed(key('C', { metaKey: true, shiftKey: true }), copyAnswer, mac)).toBe(true);
  expect(isPressed(key('C', { ctrlKey: true, shiftKey: true }), copyAnswer, mac)).toBe(false);
  expect(isPressed(key('˜', { code: 'KeyN', altKey: true }), newConversation, macBrowser)).toBe(true);
});

test('a shortcut is not pressed with one key too many', () => {
  expect(isPressed(key('f', { ctrlKey: true, shiftKey: true }), { key: 'f', isMod: true }, desktop)).toBe(false);
  expect(isPressed(key('c', { ctrlKey: true }), copyAnswer, desktop)).toBe(false);
});

test('a sign is pressed however its keyboard writes it', () => {
  expect(isPressed(key('?', { shiftKey: true }), { key: '?' }, desktop)).toBe(true);
  expect(isPressed(key('?'), { key: '?' }, desktop)).toBe(true);
  expect(isPressed(key('?', { ctrlKey: true }), { key: '?' }, desktop)).toBe(false);
});
