import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  sessionStorage.clear();
  vi.resetModules();
});

test('a text that was being typed is there again after the page was loaded anew', async () => {
  const before = await import('./drafts.ts');
  before.setDraft('chat-1', 'Half a sen');
  before.startEdit('message-1', 'A better question');
  vi.resetModules();
  const { useDrafts, endEdit, setDraft } = await import('./drafts.ts');
  expect(useDrafts.getState()).toMatchObject({ texts: { 'chat-1': 'Half a sen' }, edits: { 'message-1': 'A better question' } });
  setDraft('chat-1', '');
  endEdit('message-1');
  vi.resetModules();
  expect((await import('./drafts.ts')).useDrafts.getState()).toMatchObject({ texts: {}, edits: {} });
});

test('a text that is too long to be kept can still be typed', async () => {
  const { setDraft, useDrafts } = await import('./drafts.ts');
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  setDraft('chat-1', 'very long');
  full.mockRestore();
  expect(useDrafts.getState().texts['chat-1']).toBe('very long');
});
