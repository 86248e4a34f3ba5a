import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { inTransaction, openDatabase } from './database.ts';

const first = 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT';
const second = "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-database-'));
  file = join(folder, 'alcove.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(migrations: string[], texts: string[]): void {
  const { database } = openDatabase({ file, migrations });
  for (const text of texts) database.prepare('INSERT INTO note (text) VALUES (?)').run(text);
  database.close();
}

const read = (migrations: string[]) => {
  const opened = openDatabase({ file, migrations });
  const rows = opened.database.prepare('SELECT * FROM note ORDER BY id').all();
  opened.database.close();
  return { rows: rows.map((row) => ({ ...row })), setAside: opened.setAside };
};

test("an older version's file is brought up to date with what it holds", () => {
  write([first], ['kept']);
  expect(read([first, second])).toEqual({ rows: [{ id: 1, text: 'kept', colour: 'none' }], setAside: undefined });
  expect(read([first, second]).rows).toHaveLength(1);
});

test('a migration that fails changes nothing', () => {
  write([first], ['kept']);
  const broken = 'ALTER TABLE note ADD COLUMN colour TEXT; INSERT INTO nowhere VALUES (1)';
  expect(() => openDatabase({ file, migrations: [first, broken] })).toThrow(/nowhere/);
  expect(read([first])).toEqual({ rows: [{ id: 1, text: 'kept' }], setAside: undefined });
});

test('a file of a later version is refused and left alone', () => {
  write([first, second], ['kept']);
  const before = readFileSync(file);
  const open = () => openDatabase({ file, migrations: [first] });
  expect(open).toThrow(AppError);
  expect(open).toThrow(/newer version/);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('something that is no database is set aside, and a new one works', () => {
  writeFileSync(file, 'this is not a database, and long enough to be looked at as one'.repeat(20));
  const { rows, setAside } = read([first]);
  expect(rows).toEqual([]);
  expect(readFileSync(setAside ?? '', 'utf8')).toMatch(/^this is not a database/);
});

test('a damaged page is noticed at the start, and the write-ahead log goes with the file', () => {
  const lively = openDatabase({ file, migrations: [first] }).database;
  for (let count = 0; count < 500; count += 1) lively.prepare('INSERT INTO note (text) VALUES (?)').run('x'.repeat(500));
  lively.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  lively.prepare('INSERT INTO note (text) VALUES (?)').run('still in the log');
  const log = readFileSync(`${file}-wal`);
  lively.close();
  writeFileSync(`${file}-wal`, log);
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4096 * 3, 4096 * 12);
  writeFileSync(file, bytes);

  const { rows, setAside } = read([first]);
  expect(rows).toEqual([]);
  expect(statSync(setAside ?? '').size).toBe(bytes.length);
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).not.toHaveLength(0);
});

test('a file that was cut off is set aside', () => {
  write(
    [first],
    Array.from({ length: 200 }, () => 'y'.repeat(400)),
  );
  truncateSync(file, 8192);
  expect(read([first]).setAside).toBeDefined();
});

test('a step is kept as a whole or not at all', () => {
  const { database } = openDatabase({ file, migrations: [first] });
  const add = (text: string) => database.prepare('INSERT INTO note (text) VALUES (?)').run(text);
  expect(() =>
    inTransaction(database, () => {
      add('half');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  inTransaction(database, () => add('whole'));
  expect(database.prepare('SELECT text FROM note').all()).toMatchObject([{ text: 'whole' }]);
  database.close();
});

test('a full disk is an error somebody may act on, and the step leaves nothing behind', () => {
  const { database } = openDatabase({ file, migrations: [first] });
  database.exec('PRAGMA max_page_count = 8');
  const add = database.prepare('INSERT INTO note (text) VALUES (?)');
  const fill = () =>
    inTransaction(database, () => {
      for (let count = 0; count < 100; count += 1) add.run('z'.repeat(1000));
    });
  expect(fill).toThrow(expect.objectContaining({ code: 'file.no-space', data: { path: file } }));
  expect(database.prepare('SELECT count(*) AS count FROM note').get()?.count).toBe(0);
  database.close();
});

test('two openings of one file wait for each other', () => {
  const one = openDatabase({ file, migrations: [first] }).database;
  const other = new DatabaseSync(file, { timeout: 5000 });
  one.prepare("INSERT INTO note (text) VALUES ('one')").run();
  other.prepare("INSERT INTO note (text) VALUES ('other')").run();
  expect(one.prepare('SELECT count(*) AS count FROM note').get()?.count).toBe(2);
  other.close();
  one.close();
});
