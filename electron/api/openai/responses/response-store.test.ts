import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../lib/database.ts';
import { migrations } from '../../../migrations.ts';
import { testModel } from '../../test-api.ts';
import { readInput } from './items.ts';
import { responseParameters, toHeading } from './response-request.ts';
import { ResponseStore } from './response-store.ts';

let folder: string;
let database: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-responses-'));
  ({ database } = openDatabase({ file: join(folder, 'alcove.db'), migrations }));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function save(store: ResponseStore, said: string, client = 'me'): string {
  const response = toHeading(responseParameters.parse({ model: 'tiny' }), testModel('tiny'));
  store.save({ response, input: readInput(said), client });
  return response.id;
}

const limits = { count: 3, bytes: 100_000, ms: 60_000 };
const hasAll = (store: ResponseStore, ids: string[]) => ids.map((id) => isThere(store, id));
function isThere(store: ResponseStore, id: string, client = 'me'): boolean {
  try {
    return store.get(id, client).response.id === id;
  } catch {
    return false;
  }
}

test('only the newest ones are kept', () => {
  const store = new ResponseStore(database, limits);
  const ids = ['1', '2', '3', '4'].map((said) => save(store, said));
  expect(hasAll(store, ids)).toEqual([false, true, true, true]);
});

test('together they are not larger than the limit', () => {
  const store = new ResponseStore(database, limits);
  const ids = ['a', 'b', 'c'].map((letter) => save(store, letter.repeat(40_000)));
  expect(hasAll(store, ids)).toEqual([false, true, true]);
});

test('old ones go', () => {
  const store = new ResponseStore(database, limits);
  const id = save(store, 'a');
  database.prepare('UPDATE api_responses SET created_at = created_at - ?').run(limits.ms + 1000);
  save(store, 'b');
  expect(isThere(store, id)).toBe(false);
});

test('nobody else gets an answer, goes on from it or removes it', () => {
  const store = new ResponseStore(database, limits);
  const id = save(store, 'a');
  expect(isThere(store, id, 'you')).toBe(false);
  expect(() => store.conversation(id, 'you')).toThrow(expect.objectContaining({ kind: 'invalid' }));
  expect(() => store.remove(id, 'you')).toThrow(expect.objectContaining({ kind: 'not-found' }));
  expect(isThere(store, id)).toBe(true);
});
