import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { big, chunkBytes, openDownloads, split, type TestDownloads, talker } from './test-downloads.ts';

let host: TestDownloads;
beforeEach(async () => {
  host = await openDownloads();
});
afterEach(() => host.dispose());

const of = (repository: string, versionId?: string) => ({ source: 'hugging-face' as const, repository, versionId });
const slow = () => host.hub.standIn.setFaults({ rate: 1.5e6 });
const ids = () => host.downloads.list().downloads.map(({ id }) => id);
const type = (id: string) => host.get(id)?.state.type;
/** Bytes of files that were asked of the data host. */
const asked = () =>
  host.hub.standIn
    .requests()
    .filter(({ server }) => server === 'data')
    .reduce((sum, { range }) => {
      const [from = 0, to = 0] = (/(\d+)-(\d+)/.exec(range ?? '') ?? []).slice(1).map(Number);
      return sum + to - from + 1;
    }, 0);

/** Until some of it is on the disk. */
async function untilPartly(id: string): Promise<void> {
  for await (const { downloads } of host.downloads.watch()) {
    const download = downloads.find((candidate) => candidate.id === id);
    if ((download?.doneBytes ?? 0) > 500_000) return;
  }
}

test('pause and resume are in the list at once, and nothing is fetched twice', async () => {
  slow();
  const { id } = await host.downloads.add(of(big));
  await untilPartly(id);
  host.downloads.pause({ id });
  expect(type(id)).toBe('paused');
  host.downloads.pause({ id });
  host.downloads.resume({ id });
  host.downloads.resume({ id });
  expect(type(id)).toBe('queued');
  host.downloads.pauseAll();
  expect(type(id)).toBe('paused');
  host.downloads.resumeAll();
  expect(type(id)).not.toBe('paused');
  host.hub.standIn.clearFaults();
  const { doneBytes, sizeBytes } = await host.until(id, 'done');
  expect(doneBytes).toBe(sizeBytes);
});

test('after a restart a running one goes on where it was, a paused one stays paused, a command starts neither', async () => {
  slow();
  const running = await host.downloads.add(of(big));
  const paused = await host.downloads.add(of(talker));
  host.downloads.pause(paused);
  await untilPartly(running.id);
  const before = host.get(running.id)?.doneBytes ?? 0;
  await host.restart();
  host.hub.standIn.clearFaults();
  host.hub.standIn.clearRequests();
  for await (const { downloads } of host.downloads.watch()) if ((downloads[0]?.doneBytes ?? 0) > 0) break;
  expect(host.get(running.id)?.doneBytes).toBeGreaterThanOrEqual(before - 8 * chunkBytes);
  expect([type(running.id), type(paused.id)]).toEqual(['queued', 'paused']);
  expect(host.hub.standIn.requests()).toEqual([]);
  host.downloads.start();
  const { sizeBytes } = await host.until(running.id, 'done');
  expect(asked()).toBeLessThanOrEqual(sizeBytes - before + 4 * chunkBytes);
  expect(type(paused.id)).toBe('paused');
  await host.restart();
  host.downloads.start();
  expect([type(running.id), type(paused.id)]).toEqual(['done', 'paused']);
});

test('a cancelled one comes back with what it had, until its time is over', async () => {
  slow();
  const { id } = await host.downloads.add(of(big));
  await untilPartly(id);
  await host.downloads.cancel({ id });
  expect(ids()).toEqual([]);
  host.downloads.undoCancel({ id });
  expect(type(id)).toBe('queued');
  expect(host.get(id)?.doneBytes).toBeGreaterThan(0);
  host.downloads.pause({ id });
  await host.downloads.cancel({ id });
  host.downloads.undoCancel({ id });
  expect(type(id)).toBe('paused');
  await host.downloads.cancel({ id });
  expect(() => host.downloads.pause({ id })).toThrow(expect.objectContaining({ code: 'download.not-found' }));
  await host.restart({ undoMs: 1 });
  expect(host.files()).toEqual([]);
  expect(() => host.downloads.undoCancel({ id })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
});

test('when the time for bringing it back is over, its parts and empty folders go', async () => {
  await host.restart({ undoMs: 1 });
  slow();
  const { id } = await host.downloads.add(of(big));
  await untilPartly(id);
  await host.downloads.cancel({ id });
  await expect.poll(() => existsSync(`${host.modelsFolder}/acme`)).toBe(false);
  expect(() => host.downloads.undoCancel({ id })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
});

test('a cancelled one that is wanted again goes on with what it had', async () => {
  slow();
  const { id } = await host.downloads.add(of(big));
  await untilPartly(id);
  await host.downloads.cancel({ id });
  expect(await host.downloads.add(of(big))).toEqual({ id });
  host.hub.standIn.clearFaults();
  await host.until(id, 'done');
  await host.restart();
  expect(type(id)).toBe('done');
});

test('two run at once, the others in the order that a person gives them; finished ones come last', async () => {
  // Nothing arrives until the order has been looked at, however slow this computer is.
  host.hub.standIn.setFaults({ silent: true });
  const first = (await host.downloads.add(of(big))).id;
  const second = (await host.downloads.add(of(split))).id;
  const third = (await host.downloads.add(of(talker))).id;
  const fourth = (await host.downloads.add(of(talker, 'Q8_0'))).id;
  expect([first, second].map(type).includes('queued')).toBe(false);
  expect([third, fourth].map(type)).toEqual(['queued', 'queued']);
  host.downloads.reorder({ id: fourth, beforeId: third });
  expect(ids()).toEqual([first, second, fourth, third]);
  host.downloads.reorder({ id: first });
  expect(ids()).toEqual([second, fourth, third, first]);
  host.downloads.pause({ id: second });
  await host.until(fourth, 'starting', 'running', 'done');
  expect(type(third)).toBe('queued');
  await host.restart();
  expect(ids()).toEqual([second, fourth, third, first]);
  host.hub.standIn.clearFaults();
  host.downloads.start();
  host.downloads.resumeAll();
  await Promise.all([first, second, third, fourth].map((id) => host.until(id, 'done')));
  expect(host.downloads.list()).toMatchObject({ bytesPerSecond: 0, leftBytes: 0 });
  host.downloads.clearFinished();
  expect(ids()).toEqual([]);
  expect(host.files()).toHaveLength(6);
  await host.restart();
  expect(ids()).toEqual([]);
});

test('everybody is told speed and time left, and not more often than they can look', async () => {
  slow();
  const { id } = await host.downloads.add(of(big));
  let changes = 0;
  const stop = host.downloads.onChange(() => {
    changes += 1;
  });
  const { state } = await host.until(id, 'running');
  expect(state.type).toBe('running');
  for await (const list of host.downloads.watch()) {
    const found = list.downloads[0]?.state;
    if (found?.type !== 'running' || found.secondsLeft === undefined) continue;
    expect(found.bytesPerSecond).toBeGreaterThan(0);
    expect(list).toMatchObject({ bytesPerSecond: found.bytesPerSecond, secondsLeft: found.secondsLeft });
    break;
  }
  await host.until(id, 'done');
  stop();
  // 3 MB in chunks of 64 kB bring hundreds of pieces.
  expect(changes).toBeLessThan(30);
});

test('the speed limit holds from the moment it is set', async () => {
  host.library.settings.update({ downloadLimitBytesPerSecond: 400_000 });
  const { id } = await host.downloads.add(of(big));
  await untilPartly(id);
  expect(host.get(id)?.doneBytes).toBeLessThan(2_900_000);
  host.library.settings.update({ downloadLimitBytesPerSecond: 0 });
  await host.until(id, 'done');
});
