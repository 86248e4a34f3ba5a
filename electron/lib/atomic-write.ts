import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNoSync, renameOverNow } from './replace-file.ts';

/** Writes a small file so that a reader, or the next start after a power cut, finds the old content or the new one, never a half. */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(handle, content);
      syncNow(handle);
    } finally {
      closeSync(handle);
    }
    renameOverNow(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function syncNow(handle: number): void {
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!isNoSync(error)) throw error;
  }
}
