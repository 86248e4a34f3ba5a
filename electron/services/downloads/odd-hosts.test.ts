import { afterEach, expect, test } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import type { Faults } from '../../../e2e/hub-stand-in/hub.ts';
import { failureOf, openTransfer, type TestTransfer } from './test-transfer.ts';

const sizeBytes = 600_000;
let opened: TestTransfer | undefined;
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
});

async function open(faults: Faults | Faults[]): Promise<TestTransfer> {
  opened = await openTransfer(generatedContent({ sizeBytes }), { hub: { faults } });
  return opened;
}

test('a host that sends a byte now and then is left, and what it sent is kept', async () => {
  const test = await open({ trickle: 3 });
  const sha256 = await test.fetch({ tools: { stallMs: 800, connectionsPerFile: 1 } });
  expect(sha256).toBe(test.hub.file('acme/Model-GGUF', 'Model-Q4_0.gguf').sha256);
  const told = test.states.find((state) => state.type === 'waiting');
  expect(told?.error.toWire()).toMatchObject({ code: 'hub.unreachable', data: { reason: 'timeout' } });
  // The second try begins where the first was left.
  expect(test.ranges()[1]).toMatch(/^bytes=[1-9]\d*-/);
});

test('the waits between tries of a host that only trickles grow', async () => {
  const test = await open({ trickle: true });
  const abort = new AbortController();
  const waits: number[] = [];
  await failureOf(
    test.run({
      tools: { stallMs: 300, connectionsPerFile: 1, backoffBaseMs: 100 },
      signal: abort.signal,
      onState(state) {
        if (state.type !== 'waiting') return;
        waits.push((state.retryAt ?? 0) - Date.now());
        if (waits.length === 4) abort.abort();
      },
    }),
  );
  // The fourth is 800 ms, give or take a third; were each counted as the first, it would be 100 ms.
  expect(waits[3]).toBeGreaterThan(400);
});

test('bytes that are packed are refused, and nothing of them is kept', async () => {
  const test = await open([{ encoding: 'gzip' }, { noLength: true, ignoreRange: true }]);
  expect(await failureOf(test.run())).toMatchObject({ code: 'hub.failed' });
  expect(test.progress.every((bytes) => bytes === 0)).toBe(true);
});

test.each([
  ['no address at all', 'http://'],
  ['a file of this computer', 'file:///etc/passwd'],
  ['a port that nobody may ask', 'http://localhost:1/x'],
  ['an address with a name and a password', 'http://user:secret@localhost:1/x'],
  ['a loop', '{{data}}/loop'],
])('a hub that sends everybody to %s: said, and not asked for ever', async (_, location) => {
  const test = await open([{ location }]);
  const abort = new AbortController();
  const failure = await failureOf(
    test.run({
      signal: abort.signal,
      onState: (state) => state.type === 'waiting' && abort.abort(state.error),
    }),
  );
  expect(failure).toMatchObject({ code: expect.stringMatching(/^hub\.(?:failed|unreachable)$/) });
});

test.each(['-5', '99999999999999999999', 'soon', 'Fri, 31 Dec 1999 23:59:59 GMT', 'Fri, 31 Dec 2199 23:59:59 GMT', 'NaN', ''])(
  'a host that says Retry-After: %s is asked again within ten minutes',
  async (retryAfter) => {
    const test = await open({ fail503: 1, retryAfter });
    const wakers: (() => void)[] = [];
    const times: number[] = [];
    await test.fetch({
      tools: { connectionsPerFile: 1 },
      wake(listener) {
        wakers.push(listener);
        return () => {};
      },
      onState(state) {
        if (state.type !== 'waiting') return;
        times.push((state.retryAt ?? Number.NaN) - Date.now());
        for (const wake of wakers) wake();
      },
    });
    expect(times).toHaveLength(1);
    expect(times[0]).toBeLessThanOrEqual(10 * 60_000 + 5000);
    expect(times[0]).toBeGreaterThan(-5000);
  },
);
