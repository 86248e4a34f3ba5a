import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockHost } from '../lib/host-lock.ts';
import { describeError } from './describe-error.ts';

test('a data folder that cannot be one is said with what to do next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-cli-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const home of [file, join(file, 'below')]) {
    const error = await lockHost(home).catch((reason: unknown) => reason);
    expect(describeError(error)).toMatch(/Choose a folder you may write to with --home\.$/);
  }
  rmSync(folder, { recursive: true });
});

test('a full disk is said as such', () => {
  expect(describeError(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))).toContain('The disk is full');
});
