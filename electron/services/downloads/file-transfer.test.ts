import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { fetchedBytes } from './file-transfer.ts';
import { journalPathOf, partPathOf } from './journal.ts';
import { RateLimiter } from './pacing.ts';
import { createTransfers, dataRequests, failureOf, refetchedBytes, testChunkBytes, testPath, testRepository } from './test-transfer.ts';

const sizeBytes = 4_000_001;
const model = generatedContent({ sizeBytes });

const { open, dispose } = createTransfers(model);
afterEach(dispose);

test('1, plain: a file arrives whole under its name, in ranges, and nothing else stays', async () => {
  const test = await open();
  const whole = await test.run();
  expect(whole).toMatchObject({ sha256: await model.sha256(), isVerified: true });
  expect(existsSync(test.finalPath)).toBe(false);
  await whole.finish();
  expect(test.files()).toEqual([testPath]);
  expect(statSync(test.finalPath).size).toBe(sizeBytes);
  expect(new Set(test.ranges())).toHaveLength(Math.ceil(sizeBytes / testChunkBytes));
  expect(test.states.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])).toEqual([
    'starting',
    'running',
    'checking',
  ]);
  expect(test.progress.at(-1)).toBe(sizeBytes);
  expect([...test.progress].sort((a, b) => a - b)).toEqual(test.progress);
});

test('a paused file goes on where it was', async () => {
  const test = await open({ rate: 20e6 });
  await test.pauseAt(2e6);
  const kept = await fetchedBytes(test.finalPath);
  expect(kept).toBeGreaterThanOrEqual(2e6);
  expect(test.files()).toEqual([`${testPath}.part`, `${testPath}.part.json`]);
  test.hub.clearRequests();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(refetchedBytes(test.ranges(), sizeBytes)).toBe(-kept);
});

test('a pause while the hash is computed is heard at once, and nothing is fetched for it later', async () => {
  const test = await open();
  const pausing = new AbortController();
  const onState = ({ type }: { type: string }) => type === 'checking' && pausing.abort(new Error('paused'));
  await expect(test.run({ signal: pausing.signal, onState })).rejects.toThrow('paused');
  test.hub.clearRequests();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.hub.requests()).toEqual([]);
});

test('a whole part is checked without asking anybody', async () => {
  const test = await open();
  (await test.run()).release();
  await test.hub.close();
  expect(await test.fetch()).toBe(await model.sha256());
});

test('3, changed before it goes on: the new file, with no byte of the old one', async () => {
  const test = await open({ rate: 20e6 });
  const old = { path: testPath, ...test.hub.file(testRepository, testPath) };
  await test.pauseAt(2e6);
  const other = generatedContent({ sizeBytes, seed: 'other' });
  await test.hub.commit(testRepository, { [testPath]: other });
  expect(await test.fetch({ expected: old })).toBe(await other.sha256());
});

test('a file that is another one each time is given up', async () => {
  const test = await open();
  let seed = 0;
  const hub = test.hub;
  const expected = { path: testPath, ...hub.file(testRepository, testPath) };
  const onState = ({ type }: { type: string }) => {
    seed += 1;
    if (type === 'starting') hub.setFaults({ replaceContent: `change ${seed}` });
  };
  expect(await failureOf(test.run({ expected, onState }))).toEqual({ code: 'download.changed', fileName: testPath });
  expect(test.files()).toEqual([]);
});

test('4, a flipped byte on the wire: everything is fetched again and what was wrong is put right', async () => {
  const test = await open({ corruptAt: 1_500_000, corruptTimes: 1 });
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.files()).toEqual([testPath]);
});

test('a byte that is flipped every time: an error, and nothing stays', async () => {
  const test = await open({ corruptAt: 1_500_000 });
  expect(await failureOf(test.run())).toEqual({ code: 'download.checksum', fileName: testPath });
  expect(test.files()).toEqual([]);
  expect(dataRequests(test.hub)).toHaveLength(2 * Math.ceil(sizeBytes / testChunkBytes));
});

test('a hash that only the hub got wrong: an error, and nothing stays', async () => {
  const test = await open({ lie: 'everywhere' });
  const { sha256 } = await test.source.resolve({ repository: testRepository, revision: 'main', path: testPath });
  const expected = { path: testPath, sizeBytes, sha256: sha256 as string };
  expect(await failureOf(test.run({ expected }))).toEqual({ code: 'download.checksum', fileName: testPath });
  expect(test.files()).toEqual([]);
});

test('5, ranges ignored: one stream, and no second one', async () => {
  const test = await open({ ignoreRange: true });
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.ranges().filter((range) => range === undefined)).toHaveLength(1);
});

test('6, ranges ignored when it goes on: one stream, of which what is there is passed over', async () => {
  const test = await open({ rate: 20e6 });
  await test.pauseAt(1e6);
  const kept = await fetchedBytes(test.finalPath);
  test.hub.setFaults({ ignoreRangeOnResume: true });
  test.progress.length = 0;
  expect(await test.fetch()).toBe(await model.sha256());
  expect(Math.min(...test.progress)).toBeGreaterThanOrEqual(kept);
});

test('a Content-Range of other bytes than were asked for is not believed', async () => {
  const test = await open({ wrongContentRange: true });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('a host that tells no lengths', async () => {
  const test = await open({ noLength: true });
  expect(await test.fetch()).toBe(await model.sha256());
});

test('14, no room from the start: nothing is asked of the data host', async () => {
  const test = await open();
  const checkSpace = () => Promise.reject(new Error('no room'));
  await expect(test.run({ checkSpace })).rejects.toThrow('no room');
  expect(dataRequests(test.hub)).toHaveLength(0);
});

test('no room on the way: an error with what is missing; what came stays, and goes on once there is room', async () => {
  const test = await open();
  let left = 1_500_000;
  const writeAt = async (...[file, pieces, position]: Parameters<typeof import('./part-file.ts').writeAt>) => {
    left -= pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (left < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    await file.writev(pieces, position);
  };
  const failure = await failureOf(test.run({ tools: { writeAt } }));
  const kept = await fetchedBytes(test.finalPath);
  expect(failure).toMatchObject({ code: 'file.no-space', neededBytes: sizeBytes - kept });
  expect(kept).toBeGreaterThan(0);
  test.hub.clearRequests();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(refetchedBytes(test.ranges(), sizeBytes)).toBe(-kept);
});

test('15, the access token goes to the hub and never to the data host', async () => {
  const test = await open(undefined, {
    hub: { repositories: [{ id: testRepository, gated: 'manual', files: { [testPath]: model } }] },
  });
  test.hub.setFaults({ expireSec: 1, rate: 3e6 });
  expect(await test.fetch({ token: 'hf_good' })).toBe(await model.sha256());
  const asked = test.hub.requests();
  expect(asked.filter(({ server }) => server === 'hub').every(({ authorization }) => authorization === 'Bearer hf_good')).toBe(true);
  expect(asked.filter(({ server, authorization }) => server === 'data' && authorization !== undefined)).toEqual([]);
});

test('what only a person can put right is told at once', async () => {
  const test = await open(undefined, {
    hub: { repositories: [{ id: testRepository, gated: 'manual', files: { [testPath]: model } }] },
  });
  expect(await failureOf(test.run())).toMatchObject({ code: 'hub.sign-in-needed' });
  expect(test.files()).toEqual([]);
});

test('a limit on bytes a second is kept', async () => {
  const test = await open();
  const startedAt = performance.now();
  expect(await test.fetch({ tools: { limiter: new RateLimiter(() => 4e6) } })).toBe(await model.sha256());
  expect(performance.now() - startedAt).toBeGreaterThan(700);
});

test('an empty file', async () => {
  const empty = generatedContent({ sizeBytes: 0 });
  const test = await open(undefined, { content: empty });
  expect(await test.fetch()).toBe(await empty.sha256());
  expect(readFileSync(test.finalPath)).toHaveLength(0);
});

test('a damaged journal is not believed', async () => {
  const test = await open({ rate: 20e6 });
  await test.pauseAt(1e6);
  writeFileSync(journalPathOf(test.finalPath), '{"version":1,');
  expect(await fetchedBytes(test.finalPath)).toBe(0);
  expect(await test.fetch()).toBe(await model.sha256());
});

test('a journal claims nothing of a part that is gone', async () => {
  const test = await open({ rate: 20e6 });
  await test.pauseAt(1e6);
  rmSync(partPathOf(test.finalPath));
  expect(await fetchedBytes(test.finalPath)).toBe(0);
  expect(await test.fetch()).toBe(await model.sha256());
});
