import i18next from 'i18next';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { attempt, describeError, toWireError } from './errors.ts';
import { showLanguage, startI18n } from './i18n.ts';
import { useToasts } from './stores/toasts.ts';

beforeAll(startI18n);
beforeEach(() => useToasts.setState({ items: [] }));

const appError = (code: string, data?: Record<string, unknown>) =>
  Object.assign(new Error(code), { code: 'APP_ERROR', data: { code, data } });

test('a failed call becomes a message that stays and says what happened, what was kept and what to do', async () => {
  await attempt(Promise.reject(appError('file.no-space', { path: '/', neededBytes: 5e9, freeBytes: 3.2e9 })));
  expect(useToasts.getState().items).toMatchObject([
    {
      tone: 'bad',
      text: 'The drive is full. 1.8\u00a0GB short.',
      detail: 'What was there before is kept. Make room, or choose another drive.',
    },
  ]);
});

test('the same failure speaks Chinese in Chinese', async () => {
  await showLanguage('zh-CN');
  expect(describeError(i18next.t, { code: 'model.in-use', data: { name: 'Qwen3 8B' } }).happened).toBe('Qwen3 8B 正在使用。');
  await attempt(Promise.reject(appError('chat.no-model')));
  expect(useToasts.getState().items[0]?.detail).toBe('消息已保留。在对话上方选择一个模型。');
  await showLanguage('en');
});

test('a bug is told in a neutral sentence, and a call that was given up not at all', async () => {
  await attempt(Promise.reject(new Error('Cannot read properties of undefined')));
  await attempt(Promise.reject(new DOMException('gone', 'AbortError')));
  expect(useToasts.getState().items.map(({ text }) => text)).toEqual(['Something inside Alcove failed.']);
});

test('input that the host refused is told as such', () => {
  expect(toWireError(Object.assign(new Error('x'), { code: 'BAD_REQUEST', data: { issues: [] } }))).toEqual({ code: 'request.invalid' });
});
