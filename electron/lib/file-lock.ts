/**
 * A lock of the operating system on a file of its own, through SQLite on every platform: it ends with its process however that ends.
 * The file may be removed by who holds the lock; who waited for the removed one notices that it locked nothing.
 */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export interface FileLock {
  /** `remove`: the lock file goes as well. Safe to call twice. */
  release(options?: { remove?: boolean }): void;
}

const sqliteBusy = 5;
/** https://www.sqlite.org/rescode.html: corrupt, not a database. */
const sqliteDamage = [11, 26];

/** Closing any other handle on a locked file would free the lock (fcntl), so within a process this set comes first. */
const held = new Set<string>();

/** Which file lies there now; another one after it was removed and made anew. */
function identityOf(file: string): string | undefined {
  try {
    const { ino, birthtimeNs } = statSync(file, { bigint: true });
    return `${ino} ${birthtimeNs}`;
  } catch {
    return undefined;
  }
}

function openExclusively(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const { errcode } = error as { errcode?: number };
    if (errcode === sqliteBusy) return undefined;
    if (errcode === undefined || !sqliteDamage.includes(errcode)) throw error;
    // Nobody can hold a damaged lock; the next attempt makes a new one.
    rmSync(file, { force: true });
    return undefined;
  }
}

/** Undefined: somebody else holds it (or it was damaged and is gone now; the next attempt gets it). The folder must be there. */
export function tryLockFile(file: string): FileLock | undefined {
  if (held.has(file)) return undefined;
  closeSync(openSync(file, 'a', 0o600));
  const before = identityOf(file);
  const database = openExclusively(file);
  if (database === undefined) return undefined;
  if (before === undefined || identityOf(file) !== before) {
    database.close();
    return undefined;
  }
  held.add(file);
  return {
    release(options = {}) {
      if (!database.isOpen) return;
      // Before the lock ends, so that nobody else's is removed. Windows refuses that for an open file.
      const isRemoved = options.remove === true && isRemovedAt(file);
      database.close();
      held.delete(file);
      if (options.remove && !isRemoved) isRemovedAt(file);
    },
  };
}

function isRemovedAt(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}
