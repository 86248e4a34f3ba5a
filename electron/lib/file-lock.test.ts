import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryLockFile } from './file-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-file-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function lockElsewhere(file: string) {
  const program = `
    const { tryLockFile } = await import(${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))});
    console.log(tryLockFile(${JSON.stringify(file)}) ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve) => other.stdout.once('data', (data) => resolve(String(data).trim())));
  const kill = async () => {
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
  };
  return { said, kill };
}

test('one holder, in this process and in others, until it releases', async () => {
  const file = join(folder, 'a.lock');
  const lock = tryLockFile(file);
  expect(lock).toBeDefined();
  expect(tryLockFile(file)).toBeUndefined();
  const other = await lockElsewhere(file);
  expect(other.said).toBe('refused');
  await other.kill();
  lock?.release({ remove: true });
  expect(existsSync(file)).toBe(false);
  const again = tryLockFile(file);
  expect(again).toBeDefined();
  again?.release();
});

test('the lock of a killed process is free', async () => {
  const file = join(folder, 'a.lock');
  const other = await lockElsewhere(file);
  expect(other.said).toBe('held');
  expect(tryLockFile(file)).toBeUndefined();
  await other.kill();
  const lock = tryLockFile(file);
  expect(lock).toBeDefined();
  lock?.release();
});
