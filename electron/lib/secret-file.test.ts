import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Platform } from '../platform.ts';
import { SecretFile } from './secret-file.ts';

/** Like the system's: what it did not lock itself, it refuses. */
const cipher: NonNullable<Platform['cipher']> = {
  encrypt: (text) => Buffer.from(`locked:${Buffer.from(text).toString('base64')}`),
  decrypt(bytes) {
    const [mark, text = ''] = bytes.toString('utf8').split(':');
    if (mark !== 'locked') throw new Error('This was not locked here');
    return Buffer.from(text, 'base64').toString('utf8');
  },
};

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-secret-'));
  file = join(folder, 'deep', 'token');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plain = () => new SecretFile({ file, cipher: undefined });
const locked = () => new SecretFile({ file, cipher });
const isPrivate = (path: string) => process.platform === 'win32' || (statSync(path).mode & 0o777) === 0o600;

test('without a keychain the secret lies in a file of its owner alone', () => {
  expect(plain().read()).toBeUndefined();
  plain().write('hf_one');
  expect(plain()).toMatchObject({ keptIn: 'file', path: file });
  expect(plain().read()).toBe('hf_one');
  expect(isPrivate(file)).toBe(true);
});

test('with a keychain no file holds it in plain', () => {
  locked().write('hf_one');
  expect(locked()).toMatchObject({ keptIn: 'keychain', path: `${file}.locked` });
  expect(locked().read()).toBe('hf_one');
  expect(readFileSync(`${file}.locked`, 'utf8')).not.toContain('hf_one');
  expect(isPrivate(`${file}.locked`)).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test('once there is a keychain, what was kept in plain moves into it', () => {
  plain().write('hf_one');
  expect(locked().read()).toBe('hf_one');
  expect(existsSync(file)).toBe(false);
  expect(locked().read()).toBe('hf_one');
});

test('a keychain that refuses to lock does not cost the secret that is there', () => {
  plain().write('hf_one');
  const refuse = () => {
    throw new Error('The keyring is closed');
  };
  expect(new SecretFile({ file, cipher: { encrypt: refuse, decrypt: refuse } }).read()).toBe('hf_one');
  expect(plain().read()).toBe('hf_one');
});

test('an older secret never comes back when the keychain goes and returns', () => {
  locked().write('hf_old');
  expect(plain().read()).toBeUndefined();
  plain().write('hf_new');
  expect(locked().read()).toBe('hf_new');
});

test('a damaged file is no secret, and the next one replaces it', () => {
  locked().write('hf_one');
  writeFileSync(`${file}.locked`, 'of another computer');
  expect(locked().read()).toBeUndefined();
  locked().write('hf_two');
  expect(locked().read()).toBe('hf_two');
  writeFileSync(file, ' \n');
  expect(plain().read()).toBeUndefined();
});

test('removing leaves neither kind, and may be done twice', () => {
  plain().write('hf_one');
  writeFileSync(`${file}.locked`, 'left behind');
  locked().remove();
  expect([existsSync(file), existsSync(`${file}.locked`)]).toEqual([false, false]);
  locked().remove();
});
