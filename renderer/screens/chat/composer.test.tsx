import i18next from 'i18next';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { useDrafts } from '../../stores/drafts.ts';
import { applyThreadEvent } from '../../stores/threads.ts';
import { useUi } from '../../stores/ui.ts';
import { Composer } from './composer.tsx';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

let root: Root;
let page: HTMLElement;

beforeAll(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  await i18next.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: {} } } });
});
beforeEach(async () => {
  useDrafts.setState({ texts: {}, edits: {}, settings: {} });
  page = document.createElement('div');
  document.body.append(page);
  root = createRoot(page);
  await show('1');
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
});

const show = (conversationId: string | undefined) =>
  act(async () => root.render(<Composer conversationId={conversationId} modelId={undefined} modelName="Qwen3 8B" />));
const field = () => page.querySelector('textarea') as HTMLTextAreaElement;
const write = (key: string, text: string) => act(async () => useDrafts.setState(({ texts }) => ({ texts: { ...texts, [key]: text } })));
const press = (init: KeyboardEventInit & { keyCode?: number }) => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode });
  return act(async () => void field().dispatchEvent(event));
};

test('Enter sends', async () => {
  await write('1', 'Hello');
  await press({ key: 'Enter' });
  expect(field().value).toBe('');
});

test('Enter that takes a word from an input method does not send', async () => {
  await write('1', '苍鹭');
  await press({ key: 'Enter', isComposing: true });
  await press({ key: 'Enter', keyCode: 229 });
  expect(field().value).toBe('苍鹭');
});

test('Shift and Enter make a line and do not send', async () => {
  await write('1', 'Hello');
  await press({ key: 'Enter', shiftKey: true });
  expect(field().value).toBe('Hello');
});

test('each conversation keeps its own draft', async () => {
  await write('1', 'for one');
  await show('2');
  expect(field().value).toBe('');
  await write('2', 'for two');
  await show('1');
  expect(field().value).toBe('for one');
});

test('the arrow up in an empty field edits the last message, in a written one it does not', async () => {
  const message = {
    id: '7',
    conversationId: '1',
    role: 'user' as const,
    text: 'Which bird?',
    reasoning: '',
    createdAt: 0,
    state: 'done' as const,
    version: 1,
    versionCount: 1,
  };
  applyThreadEvent('1', { type: 'message', message });
  await write('1', 'something');
  await press({ key: 'ArrowUp' });
  expect(useDrafts.getState().edits).toEqual({});
  await write('1', '');
  await press({ key: 'ArrowUp' });
  expect(useDrafts.getState().edits).toEqual({ 7: 'Which bird?' });
});

test('a text that came from elsewhere is put into the field', async () => {
  await act(async () => useUi.setState({ draft: 'Explain this word' }));
  expect(field().value).toBe('Explain this word');
  expect(useUi.getState().draft).toBeUndefined();
});
