/** What networks and hosts do on the way: nothing of it harms the file. The numbers are those of the fault scenarios. */
import { afterEach, expect, test } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { fetchedBytes } from './file-transfer.ts';
import { createTransfers, dataRequests, failureOf, refetchedBytes, testChunkBytes, testPath, testRepository } from './test-transfer.ts';

const sizeBytes = 4_000_001;
const model = generatedContent({ sizeBytes });

const { open, dispose } = createTransfers(model);
afterEach(dispose);

test('7, six drops: goes on after each, and fetches no byte twice', async () => {
  const test = await open({ dropAfter: 100_000, dropTimes: 6 });
  expect(await test.fetch()).toBe(await model.sha256());
  const starts = test.ranges().map((range) => Number(/\d+/.exec(range ?? '')));
  expect(new Set(starts)).toHaveLength(Math.ceil(sizeBytes / testChunkBytes) + 6);
  expect(starts.every((start) => (start % testChunkBytes) % 100_000 === 0)).toBe(true);
});

test('drops of a single stream', async () => {
  const test = await open({ ignoreRange: true, dropAfter: 2_500_000, dropTimes: 2 });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('8, 503 three times', async () => {
  const test = await open({ fail503: 3, retryAfter: 0 });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('9, 429 three times: no request before the host wants one', async () => {
  const test = await open({ fail429: 3, retryAfter: 0.3 });
  expect(await test.fetch({ tools: { connectionsPerFile: 1 } })).toBe(await model.sha256());
  const at = dataRequests(test.hub).map((request) => request.at);
  const gaps = at.slice(1, 4).map((time, index) => time - (at[index] as number));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(290);
  expect(test.states).toContainEqual({
    type: 'waiting',
    error: expect.objectContaining({ code: 'hub.rate-limited' }),
    retryAt: expect.any(Number),
  });
});

test('a wait ends at once when somebody wants it', async () => {
  const test = await open({ fail429: 1, retryAfter: 100 });
  let wakeUp = () => {};
  const onState = ({ type }: { type: string }) => type === 'waiting' && setTimeout(() => wakeUp(), 10);
  const wake = (listener: () => void) => {
    wakeUp = listener;
    return () => {};
  };
  expect(await test.fetch({ tools: { connectionsPerFile: 1 }, onState, wake })).toBe(await model.sha256());
});

test('10, silence: the connection is given up, what came stays', async () => {
  const test = await open({ stallAfter: 100_000, stallTimes: 2 });
  expect(await test.fetch({ tools: { stallMs: 300 } })).toBe(await model.sha256());
  expect(refetchedBytes(test.ranges(), sizeBytes)).toBe(2 * (testChunkBytes - 100_000));
});

test('silence in a single stream', async () => {
  const test = await open({ ignoreRange: true, stallAfter: 1_000_000 });
  expect(await test.fetch({ tools: { stallMs: 300 } })).toBe(await model.sha256());
});

test('a host that takes requests and never answers', async () => {
  const test = await open({ silent: 4 });
  expect(await test.fetch({ tools: { stallMs: 300 } })).toBe(await model.sha256());
});

test('11, slow connections are used side by side', async () => {
  const test = await open({ ratePerConnection: 4e6 });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('12, addresses that expire on the way: asked for again each time', async () => {
  const test = await open({ expireSec: 1, rate: 1.6e6 });
  expect(await test.fetch()).toBe(await model.sha256());
  const resolves = test.hub.requests().filter(({ server }) => server === 'hub');
  expect(resolves.length).toBeGreaterThan(1);
  // An address ends with its second; all connections share the next one.
  const seconds = ((resolves.at(-1)?.at ?? 0) - (resolves[0]?.at ?? 0)) / 1000;
  expect(resolves.length).toBeLessThanOrEqual(Math.floor(seconds) + 2);
});

test('an address that is refused however often it is asked for: an error, and what came stays', async () => {
  const test = await open({ rate: 20e6 });
  await test.pauseAt(1e6);
  test.hub.setFaults({ fail403: true });
  test.hub.clearRequests();
  expect(await failureOf(test.run())).toMatchObject({ code: 'hub.failed', status: 403 });
  expect(test.hub.requests().filter(({ server }) => server === 'hub')).toHaveLength(4);
  expect(await fetchedBytes(test.finalPath)).toBeGreaterThanOrEqual(1e6);
});

test("13, a network's sign-in page: not a byte of it is written, and a person hears of it", async () => {
  const test = await open({ portal: true });
  expect(await failureOf(test.run())).toEqual({ code: 'hub.portal', host: new URL(test.hub.dataOrigin).host });
  expect(await fetchedBytes(test.finalPath)).toBe(0);
  test.hub.clearFaults();
  expect(await test.fetch()).toBe(await model.sha256());
});

test('a sign-in page that goes away by itself', async () => {
  const test = await open({ portal: 2 });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('the network is away for a while', async () => {
  const test = await open({ offline: 5 });
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.states.some(({ type }) => type === 'waiting')).toBe(true);
});

test("a network's sign-in page in place of the hub: a person hears of it", async () => {
  const test = await open();
  const expected = { path: testPath, ...test.hub.file(testRepository, testPath) };
  test.hub.setFaults({ hubPortal: true });
  expect(await failureOf(test.run({ expected }))).toMatchObject({ code: 'hub.portal' });
});
