import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tryLockFile } from '../../lib/file-lock.ts';
import { lockPathOf, removeParts } from './journal.ts';
import { checkInside, finalPathOf } from './paths.ts';
import type { DownloadRow } from './rows.ts';

/** Part, journal and lock of a file that is whole or no longer wanted; false: another Alcove writes it, and they stay. */
export async function removeTraces(finalPath: string): Promise<boolean> {
  const lock = tryLockFile(lockPathOf(finalPath));
  if (lock === undefined) return false;
  await removeParts(finalPath).finally(() => lock.release({ remove: true }));
  return true;
}

/** Takes away what was fetched of files that are not whole, and the folders that were made for them; what another Alcove writes stays. Never rejects. */
export async function purgeParts({ folder, files, kind }: DownloadRow): Promise<void> {
  for (const { target } of files) {
    try {
      if (kind === 'add') await checkInside(dirname(dirname(folder)), target);
      const finalPath = kind === 'add' ? target : await finalPathOf(target);
      if (!(await removeTraces(finalPath))) continue;
      const empty = new Set([dirname(target), folder, dirname(folder)]);
      for (const path of kind === 'add' ? empty : []) await rmdir(path);
    } catch {
      // Nothing was there, or the folder holds other files.
    }
  }
}
