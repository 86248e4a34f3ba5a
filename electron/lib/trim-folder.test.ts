import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trimFolder } from './trim-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-trim-'));
  for (const [index, name] of ['oldest', 'old', 'new', 'newest'].entries()) {
    writeFileSync(join(folder, name), Buffer.alloc(100));
    utimesSync(join(folder, name), 1000 + index, 1000 + index);
  }
  mkdirSync(join(folder, 'a folder'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const left = () => readdirSync(folder).sort();

test('so many files stay, the ones used last', async () => {
  await trimFolder(folder, { files: 2 });
  expect(left()).toEqual(['a folder', 'new', 'newest']);
});

test('so many bytes stay, the ones used last', async () => {
  await trimFolder(folder, { bytes: 300 });
  expect(left()).toEqual(['a folder', 'new', 'newest', 'old']);
});

test('what is within its limits stays whole', async () => {
  await trimFolder(folder, { files: 4, bytes: 400 });
  expect(left()).toHaveLength(5);
});
