import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { openTestServer, type TestServer } from './test-server.ts';

let open: TestServer;
beforeEach(() => {
  open = openTestServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await open.close();
});

test('a key is kept as its hash only: nothing in the data folder holds it', () => {
  const { keys } = open.server;
  const { key, entry } = keys.create({ name: 'Zed' });
  expect(key).toMatch(/^ak-[\w-]{32}$/);
  expect(entry).toMatchObject({ name: 'Zed', hint: key.slice(-4) });
  expect(keys.find(key)?.id).toBe(entry.id);
  for (const name of readdirSync(open.folder)) {
    const bytes = readFileSync(join(open.folder, name));
    expect(bytes.includes(key), name).toBe(false);
    expect(bytes.includes(key.slice(3, 20)), name).toBe(false);
  }
  expect(JSON.stringify(keys.list())).not.toContain(key);
});

test('two keys are never the same, and each finds its own entry', () => {
  const { keys } = open.server;
  const made = Array.from({ length: 20 }, (_, index) => keys.create({ name: `Program ${index}` }));
  expect(new Set(made.map(({ key }) => key)).size).toBe(20);
  for (const { key, entry } of made) expect(keys.find(key)?.name).toBe(entry.name);
});

test('a name and a limit change, and a limit can be taken away again', () => {
  const { keys } = open.server;
  const { entry, key } = keys.create({ name: 'Zed', requestsPerMinute: 5 });
  keys.change({ id: entry.id, name: 'Editor' });
  expect(keys.list()).toEqual(
    [{ ...entry, name: 'Editor', requestsPerMinute: undefined }].map(({ requestsPerMinute: _, ...rest }) => rest),
  );
  expect(keys.find(key)?.name).toBe('Editor');
  expect(() => keys.change({ id: 'nobody', name: 'x' })).toThrow(AppError);
});

test('a removed key comes back for ten minutes, and then no more', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { keys } = open.server;
  const { entry, key } = keys.create({ name: 'Zed' });
  const { undoId } = keys.remove({ id: entry.id });
  expect(keys.find(key)).toBeUndefined();
  vi.setSystemTime(Date.now() + 9 * 60_000);
  keys.undoRemove({ undoId });
  expect(keys.find(key)?.id).toBe(entry.id);
  keys.remove({ id: entry.id });
  vi.setSystemTime(Date.now() + 11 * 60_000);
  expect(() => keys.undoRemove({ undoId })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
});

test('the minute of a limit slides: one use is given back as each one gets old', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { keys } = open.server;
  const { key } = keys.create({ name: 'Script', requestsPerMinute: 2 });
  const use = () => {
    const entry = keys.find(key);
    if (!entry) throw new Error('the key is gone');
    return keys.use(entry);
  };
  expect(use()).toBeUndefined();
  vi.setSystemTime(Date.now() + 40_000);
  expect(use()).toBeUndefined();
  expect(use()).toEqual({ waitSeconds: 20 });
  vi.setSystemTime(Date.now() + 20_001);
  expect(use()).toBeUndefined();
  expect(use()).toEqual({ waitSeconds: 40 });
});

test('when a key was used last is written down, also after a restart', () => {
  const { keys } = open.server;
  const { key, entry } = keys.create({ name: 'Zed' });
  expect(entry.lastUsedAt).toBeUndefined();
  keys.use(entry);
  expect(keys.find(key)?.lastUsedAt).toBeCloseTo(Date.now(), -4);
});
