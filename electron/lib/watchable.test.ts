import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Watchable, WatchableValue } from './watchable.ts';

type Event = { type: 'present'; sum: number } | { type: 'add'; value: number };

const joinAdds = (waiting: Event, next: Event): Event | undefined =>
  waiting.type === 'add' && next.type === 'add' ? { type: 'add', value: waiting.value + next.value } : undefined;

async function take<Value>(source: AsyncIterator<Value>): Promise<Value> {
  const { done, value } = await source.next();
  if (done) throw new Error('The watch has ended.');
  return value;
}

test('a watcher gets the present value, then every change', async () => {
  let sum = 5;
  const events = new Watchable<Event>();
  const watch = events.watch({ present: () => ({ type: 'present', sum }) });
  expect(await take(watch)).toEqual({ type: 'present', sum: 5 });
  sum += 2;
  events.emit({ type: 'add', value: 2 });
  events.emit({ type: 'add', value: 3 });
  expect(await take(watch)).toEqual({ type: 'add', value: 2 });
  expect(await take(watch)).toEqual({ type: 'add', value: 3 });
});

test('a change between opening and reading is not told twice', async () => {
  let sum = 0;
  const events = new Watchable<Event>();
  const watch = events.watch({ present: () => ({ type: 'present', sum }) });
  sum = 1;
  events.emit({ type: 'add', value: 1 });
  expect(await take(watch)).toEqual({ type: 'present', sum: 1 });
  sum = 3;
  events.emit({ type: 'add', value: 2 });
  expect(await take(watch)).toEqual({ type: 'add', value: 2 });
});

test('what waits for a slow watcher is joined, without touching the others', async () => {
  const events = new Watchable<Event>({ join: joinAdds });
  const slow = events.watch({ present: () => ({ type: 'present', sum: 0 }) });
  const fast = events.watch({ present: () => ({ type: 'present', sum: 0 }) });
  await take(slow);
  await take(fast);
  events.emit({ type: 'add', value: 1 });
  expect(await take(fast)).toEqual({ type: 'add', value: 1 });
  events.emit({ type: 'add', value: 2 });
  expect(await take(fast)).toEqual({ type: 'add', value: 2 });
  expect(await take(slow)).toEqual({ type: 'add', value: 3 });
});

test('a sleeping watcher holds a bounded queue and wakes to the present value', async () => {
  let sum = 0;
  let presents = 0;
  const events = new Watchable<Event>({ queueLimit: 10 });
  const watch = events.watch({
    present: () => {
      presents += 1;
      return { type: 'present', sum };
    },
  });
  await take(watch);
  for (let value = 1; value <= 100_000; value += 1) {
    sum += value;
    events.emit({ type: 'add', value });
  }
  expect(await take(watch)).toEqual({ type: 'present', sum });
  expect(presents).toBe(2);
});

test('a refresh takes the place of what waited', async () => {
  let sum = 0;
  const events = new Watchable<Event>();
  const watch = events.watch({ present: () => ({ type: 'present', sum }) });
  await take(watch);
  events.emit({ type: 'add', value: 1 });
  sum = 9;
  events.refresh();
  expect(await take(watch)).toEqual({ type: 'present', sum: 9 });
});

test('an abort frees a waiting watcher', async () => {
  const events = new Watchable<Event>();
  const abort = new AbortController();
  const watch = events.watch({ present: () => ({ type: 'present', sum: 0 }), signal: abort.signal });
  await take(watch);
  const next = watch.next();
  await setImmediate();
  expect(events.watcherCount).toBe(1);
  abort.abort();
  expect((await next).done).toBe(true);
  expect(events.watcherCount).toBe(0);
});

test('a reader that returns frees its watcher, also while it waits', async () => {
  const events = new Watchable<Event>();
  const watch = events.watch({ present: () => ({ type: 'present', sum: 0 }) });
  await take(watch);
  const next = watch.next();
  await setImmediate();
  await watch.return?.();
  expect((await next).done).toBe(true);
  expect(events.watcherCount).toBe(0);
});

test('an error of the present value reaches the reader and frees the watcher', async () => {
  const events = new Watchable<Event>();
  const watch = events.watch({
    present: () => {
      throw new Error('gone');
    },
  });
  await expect(watch.next()).rejects.toThrow('gone');
  expect(events.watcherCount).toBe(0);
});

test('a value reaches a slow watcher as the newest only', async () => {
  const value = new WatchableValue(1);
  const heard: number[] = [];
  const forget = value.onChange((next) => heard.push(next));
  const watch = value.watch();
  expect(await take(watch)).toBe(1);
  value.set(2);
  value.set(3);
  expect(await take(watch)).toBe(3);
  forget();
  value.set(4);
  expect(heard).toEqual([2, 3]);
  await watch.return?.();
});
