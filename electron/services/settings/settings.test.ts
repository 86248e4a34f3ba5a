import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settingsSchema } from '../../../shared/settings.ts';
import { SettingsService } from './settings.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const open = () => new SettingsService({ file });
const stored = () => JSON.parse(readFileSync(file, 'utf8'));

test('without a file everything has its default, and reading writes nothing', () => {
  expect(open().get()).toEqual(settingsSchema.parse({}));
  expect(readdirSync(folder)).toEqual([]);
});

test('a change is there after a restart, and only what was set is in the file', () => {
  open().update({ theme: 'dark', loadSettings: { 'qwen3-8b': { contextLength: 8192 } } });
  open().update({ language: 'zh-CN' });
  expect(open().get()).toMatchObject({ theme: 'dark', language: 'zh-CN', loadSettings: { 'qwen3-8b': { contextLength: 8192 } } });
  expect(stored()).toEqual({ theme: 'dark', language: 'zh-CN', loadSettings: { 'qwen3-8b': { contextLength: 8192 } } });
});

test('a bad entry costs only itself, and entries of a later version stay', () => {
  writeFileSync(file, JSON.stringify({ theme: 'purple', textSize: 'large', modelFolders: ['/a', 7, '/b'], later: { x: 1 } }));
  const settings = open();
  expect(settings.get()).toMatchObject({ theme: 'system', textSize: 'large', modelFolders: ['/a', '/b'] });
  settings.update({ language: 'en' });
  expect(stored()).toMatchObject({ later: { x: 1 }, language: 'en', textSize: 'large' });
});

test('a path that does not begin at a root counts as not set, is told, and stays in the file', () => {
  const written = { defaultModelFolder: 'models', modelFolders: ['', '/a', '../b'], linkedModels: ['./x.gguf', '/b/y.gguf'] };
  writeFileSync(file, JSON.stringify(written));
  const settings = open();
  expect(settings.get()).toMatchObject({ modelFolders: ['/a'], linkedModels: ['/b/y.gguf'] });
  expect(settings.get().defaultModelFolder).toBeUndefined();
  expect(settings.ignoredPaths).toEqual(['models', '', '../b', './x.gguf']);
  settings.update({ theme: 'dark' });
  expect(stored()).toMatchObject(written);
});

test.each(['{ "theme": "dark"', '[]', '', 'null'])('a file that holds %j is set aside and said', (content) => {
  writeFileSync(file, content);
  const settings = open();
  expect(settings.get()).toEqual(settingsSchema.parse({}));
  expect(readFileSync(settings.setAside ?? '', 'utf8')).toBe(content);
  settings.update({ theme: 'light' });
  expect(open().get().theme).toBe('light');
});

test('undefined goes back to the default', () => {
  const settings = open();
  settings.update({ lastModelId: 'x' });
  settings.update({ lastModelId: undefined });
  expect(settings.get().lastModelId).toBeUndefined();
  expect(stored()).toEqual({});
});

test('a change that cannot be saved is an error somebody may act on, and nothing has changed', () => {
  const settings = new SettingsService({ file: join(folder, 'settings.json', 'not-a-folder.json') });
  writeFileSync(file, '{}');
  expect(() => settings.update({ theme: 'dark' })).toThrow(expect.objectContaining({ code: 'settings.not-saved' }));
  expect(settings.get().theme).toBe('system');
});

test('watchers and listeners hear of a change', async () => {
  const settings = open();
  const heard: string[] = [];
  settings.onChange((next) => heard.push(next.theme));
  const abort = new AbortController();
  const seen: string[] = [];
  for await (const value of settings.watch(abort.signal)) {
    seen.push(value.theme);
    if (seen.length === 1) settings.update({ theme: 'dark' });
    else abort.abort();
  }
  expect(seen).toEqual(['system', 'dark']);
  expect(heard).toEqual(['dark']);
});

test('no half-written file is left behind', () => {
  const settings = open();
  for (const theme of ['dark', 'light', 'system'] as const) settings.update({ theme });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});
