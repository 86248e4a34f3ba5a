/** Bytes to the disk and a name over another one, also where a drive or another program makes that hard. */
import { renameSync } from 'node:fs';
import { type FileHandle, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Some network drives and drives of virtual machines cannot be told to put bytes on the disk; the bytes are written all the same. */
const cannotSync = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);
/** On Windows, while a scanner for viruses or an index looks into a file that was just written. */
const inTheWay = new Set(['EPERM', 'EACCES', 'EBUSY']);
const waitsMs = [10, 20, 50, 100, 200, 400];

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** Whether a failed sync is a drive's way of saying that it knows none. */
export function isNoSync(error: unknown): boolean {
  return cannotSync.has(codeOf(error));
}

/** `data`: not the times in the folder. Throws what the system says, except where the drive knows no sync. */
export async function syncFile(file: FileHandle, what: 'data' | 'all'): Promise<void> {
  try {
    await (what === 'data' ? file.datasync() : file.sync());
  } catch (error) {
    if (!isNoSync(error)) throw error;
  }
}

/** Waits out who has just opened one of the two, for most of a second. Throws what the system says. */
export async function renameOver(from: string, to: string): Promise<void> {
  for (const waitMs of waitsMs) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || !inTheWay.has(codeOf(error))) throw error;
      await sleep(waitMs);
    }
  }
  await rename(from, to);
}

/** The same for small files that are written at once. */
export function renameOverNow(from: string, to: string): void {
  for (const waitMs of waitsMs) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (process.platform !== 'win32' || !inTheWay.has(codeOf(error))) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
    }
  }
  renameSync(from, to);
}
