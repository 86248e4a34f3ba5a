/** Opens alcove.db: migrations in order, a damaged file set aside instead of a crash, one transaction per step. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';

/** SQL, run once in its own transaction. Its place in the list is its version: never reorder, never edit one that was released. */
export type Migration = string;

export interface OpenDatabase {
  database: DatabaseSync;
  /** Where a damaged file was moved to. */
  setAside: string | undefined;
}

/** Throws database.newer when a later Alcove has written this file: it is left as it is. */
export function openDatabase(options: { file: string; migrations: readonly Migration[] }): OpenDatabase {
  mkdirSync(dirname(options.file), { recursive: true });
  try {
    return { database: openSound(options), setAside: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const setAside = setAsideFile(options.file);
  return { database: openSound(options), setAside };
}

function openSound({ file, migrations }: { file: string; migrations: readonly Migration[] }): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  try {
    // NORMAL with WAL: a killed process loses nothing that was committed, a power cut at most the last moments, never the file.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216');
    check(database);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Table by table, so that search indexes are looked at as pages only: their own check takes ten times as long. */
function check(database: DatabaseSync): void {
  const tables = database.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')").all();
  for (const { name } of tables) {
    const [first] = database.prepare(`PRAGMA quick_check("${name}")`).all();
    if (first?.quick_check !== 'ok') throw new DamagedError(String(first?.quick_check));
  }
}

function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new AppError(
      'database.newer',
      'A newer version of Alcove has written this data folder. Update Alcove, or choose another folder.',
      {
        data: { version, known: migrations.length },
      },
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    inTransaction(database, () => {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Runs the work as one step, or as a part of the step under way: all of it is kept, or none. Throws file.no-space or file.failed where the disk refuses. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw describeRefusal(error, database.location() ?? '');
  }
}

class DamagedError extends Error {}

/** https://www.sqlite.org/rescode.html */
const codes = { readOnly: 8, inputOutput: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** Extended codes keep the primary one in their low byte. */
function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** The file, or a search index in it, is not what SQLite has written. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return error instanceof DamagedError || code === codes.corrupt || code === codes.notADatabase;
}

function describeRefusal(error: unknown, path: string): unknown {
  const code = primaryCode(error);
  if (code === codes.full) return new AppError('file.no-space', 'The disk is full.', { data: { path }, cause: error });
  if (code !== codes.readOnly && code !== codes.inputOutput) return error;
  const reason = (error as Error).message;
  return new AppError('file.failed', `The database cannot be written: ${reason}`, { data: { path, reason }, cause: error });
}

function setAsideFile(file: string): string {
  const target = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}
