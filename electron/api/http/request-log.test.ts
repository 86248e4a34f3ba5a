import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { apiTables } from './migrations.ts';
import { RequestLog } from './request-log.ts';

let database: DatabaseSync;
let log: RequestLog;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec(apiTables as string);
  log = new RequestLog({ database, onToday: () => {} });
});
afterEach(() => {
  vi.useRealTimers();
  database.close();
});

const begin = (path = '/v1/models') => log.begin({ method: 'GET', path });

async function all() {
  for await (const { requests } of log.watch()) return requests;
  throw new Error('a watch has a first value');
}

test('a busy day keeps the newest 500 requests and counts every one', async () => {
  for (let index = 0; index < 1200; index += 1) begin(`/${index}`).end(200);
  const requests = await all();
  expect(requests).toHaveLength(500);
  expect([requests[0]?.path, requests.at(-1)?.path]).toEqual(['/700', '/1199']);
  expect(log.today()).toEqual({ requests: 1200, tokens: 0, errors: 0 });
  // A page that sleeps gets what waits for it in one piece, no longer than the list.
  const watch = log.watch()[Symbol.asyncIterator]();
  await watch.next();
  for (let index = 0; index < 2000; index += 1) begin().end(200);
  const { value } = await watch.next();
  expect(value?.requests.length).toBeLessThanOrEqual(500);
  await watch.return?.();
});

test('refusals are errors of the day, and a program that left is not', () => {
  const good = begin();
  good.note({ tokens: 30 });
  good.end(200);
  begin().end(404);
  begin().end(503);
  begin().end(499);
  expect(log.today()).toEqual({ requests: 4, tokens: 30, errors: 2 });
});

test('an ended request stays as it was', async () => {
  const one = begin();
  one.end(200);
  one.end(500);
  expect(await all()).toMatchObject([{ status: 200 }]);
  expect(log.today()).toEqual({ requests: 1, tokens: 0, errors: 0 });
});

test('clearing keeps what still runs, and that still ends', async () => {
  const running = begin('/running');
  begin('/done').end(200);
  log.clear();
  expect((await all()).map(({ path }) => path)).toEqual(['/running']);
  running.end(200);
  expect(await all()).toMatchObject([{ path: '/running', status: 200 }]);
});

test('midnight begins a new sum', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 24, 23, 59, 59) });
  begin().end(200);
  vi.setSystemTime(new Date(2026, 10, 25, 0, 0, 1));
  expect(log.today()).toEqual({ requests: 0, tokens: 0, errors: 0 });
  begin().end(200);
  expect(log.today().requests).toBe(1);
});
