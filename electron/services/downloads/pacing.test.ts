import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Connections, RateLimiter } from './pacing.ts';

const signal = new AbortController().signal;

test('never more connections at once than allowed, in all and to one host; a busy host holds up no other', async () => {
  const connections = new Connections({ total: 3, perHost: 2 });
  const open: string[] = [];
  const ends: (() => void)[] = [];
  const start = (host: string) =>
    connections.use(host, signal, async () => {
      open.push(host);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = ['a', 'a', 'a', 'b', 'b'].map(start);
  await setImmediate();
  expect(open).toEqual(['a', 'a', 'b']);
  ends[0]?.();
  await all[0];
  await setImmediate();
  expect(open).toEqual(['a', 'a', 'b', 'a']);
  ends[1]?.();
  await all[1];
  await setImmediate();
  expect(open).toEqual(['a', 'a', 'b', 'a', 'b']);
});

test('who gives up waiting takes no place', async () => {
  const connections = new Connections({ total: 1, perHost: 1 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = connections.use('a', signal, () => promise);
  const leaving = new AbortController();
  const second = connections.use('a', leaving.signal, async () => 'second');
  const third = connections.use('a', signal, async () => 'third');
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  resolve();
  await first;
  expect(await third).toBe('third');
});

test('a failure frees its place', async () => {
  const connections = new Connections({ total: 1, perHost: 1 });
  await expect(connections.use('a', signal, () => Promise.reject(new Error('dropped')))).rejects.toThrow('dropped');
  expect(await connections.use('a', signal, async () => 'next')).toBe('next');
});

test('a limit that is lifted lets go of who waits', async () => {
  let limit = 1;
  const limiter = new RateLimiter(() => limit);
  const waiting = limiter.take(1e9, signal);
  limit = 0;
  await waiting;
  expect(limiter.portionBytes).toBe(Number.POSITIVE_INFINITY);
});

test('who waits for a limit can leave', async () => {
  const leaving = new AbortController();
  const waiting = new RateLimiter(() => 1).take(1e9, leaving.signal);
  leaving.abort();
  await expect(waiting).rejects.toThrow();
});
