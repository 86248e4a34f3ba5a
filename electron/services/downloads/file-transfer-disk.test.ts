import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { bytesContent, type Content, generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { seededRandom, transferKills } from '../../../e2e/long-run.ts';
import { fetchedBytes } from './file-transfer.ts';
import { journalPathOf, lockPathOf, partPathOf } from './journal.ts';
import { failureOf, openTransfer, type TestTransfer, testChunkBytes, testPath, testRepository } from './test-transfer.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const sizeBytes = 6_000_001;
const model = generatedContent({ sizeBytes, seed: 'disk' });

async function open(content: Content = model, options: Parameters<typeof openTransfer>[1] = {}): Promise<TestTransfer> {
  const test = await openTransfer(content, options);
  closing.push(() => test.dispose());
  return test;
}

/** The whole part of a file that nobody knows the hash of. */
async function openNotes() {
  const path = 'notes.txt';
  const notes = bytesContent(Buffer.alloc(1_000_000, 'a line of notes\n'));
  const test = await open(notes, { path });
  const expected = { path, sizeBytes: notes.sizeBytes };
  (await test.run({ expected })).release();
  return { test, expected, notes };
}

/** The transfer in a process of its own; a line of its output for each step. */
function startChild(test: TestTransfer) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test-transfer-child.ts'), test.hub.endpoint, test.finalPath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  closing.push(() => child.kill('SIGKILL'));
  return child;
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

test('a byte that flipped on the disk meanwhile: only its chunk is fetched again', async () => {
  const test = await open();
  (await test.run()).release();
  flip(partPathOf(test.finalPath), 3 * testChunkBytes + 5);
  test.hub.clearRequests();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.ranges()).toEqual([`bytes=${3 * testChunkBytes}-${4 * testChunkBytes - 1}`]);
});

test('a byte that flipped on the disk of a file that nobody knows the hash of', async () => {
  const { test, expected, notes } = await openNotes();
  flip(partPathOf(test.finalPath), 5);
  expect(await test.fetch({ expected })).toBe(await notes.sha256());
});

test('without a hash only the size is checked, and that is said', async () => {
  const path = 'notes.txt';
  const notes = bytesContent(Buffer.alloc(1_000_000, 'a line of notes\n'));
  const test = await open(notes, { path });
  const whole = await test.run({ expected: { path, sizeBytes: notes.sizeBytes } });
  expect(whole).toMatchObject({ isVerified: false, sha256: await notes.sha256() });
  whole.release();
});

test('without a hash a part goes on only as long as the host calls the content the same', async () => {
  const path = 'notes.txt';
  const [before, after] = ['a', 'b'].map((letter) => bytesContent(Buffer.alloc(1_000_000, letter))) as [Content, Content];
  const test = await open(before, { path });
  const expected = { path, sizeBytes: before.sizeBytes };
  const pausing = new AbortController();
  await test
    .run({ expected, signal: pausing.signal, onProgress: (bytes) => bytes > 300_000 && pausing.abort(new Error('paused')) })
    .catch(() => {});
  expect(await fetchedBytes(test.finalPath)).toBeGreaterThan(0);
  await test.hub.commit(testRepository, { [path]: after });
  expect(await test.fetch({ expected })).toBe(await after.sha256());
});

test('the same bytes under another name of the host are fetched anew, and a host that calls them ever otherwise is no use', async () => {
  const { test, expected, notes } = await openNotes();
  const journal = JSON.parse(readFileSync(journalPathOf(test.finalPath), 'utf8'));
  writeFileSync(journalPathOf(test.finalPath), JSON.stringify({ ...journal, done: [0, ...journal.done.slice(1)] }));
  test.hub.setFaults({ etagChange: true });
  expect(await test.fetch({ expected })).toBe(await notes.sha256());
});

test('two Alcoves: the second one is told, and can have the file once the first is gone', async () => {
  const test = await open(model, { hub: { faults: { rate: 1e6 } } });
  test.hub.setFaults({ rate: 1e6 });
  const child = startChild(test);
  await once(child.stdout, 'data');
  expect(await failureOf(test.run())).toEqual({ code: 'download.in-use', fileName: testPath });
  child.kill('SIGKILL');
  await once(child, 'exit');
  test.hub.clearFaults();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.files()).toEqual([testPath]);
});

test('one Alcove, twice: the second one is told', async () => {
  const test = await open();
  const whole = await test.run();
  expect(await failureOf(test.run())).toEqual({ code: 'download.in-use', fileName: testPath });
  await whole.finish();
  expect(() => readFileSync(lockPathOf(test.finalPath))).toThrow('ENOENT');
});

test('a link in the place of the part is not written through', async () => {
  const test = await open();
  const outside = join(test.folder, 'outside');
  writeFileSync(outside, 'keep me');
  symlinkSync(outside, partPathOf(test.finalPath));
  // What is no part of ours is taken away, as a link, before a new one is made.
  expect(await test.fetch()).toBe(await model.sha256());
  expect(readFileSync(outside, 'utf8')).toBe('keep me');
});

test('a folder that nothing can be made in: an error with its path', async () => {
  const test = await open();
  writeFileSync(join(test.folder, 'file'), '');
  const finalPath = join(test.folder, 'file', 'model.gguf');
  expect(await failureOf(test.run({ finalPath }))).toMatchObject({ code: 'file.failed' });
});

const tmpfs = mkdtempSync(join(tmpdir(), 'alcove-full-'));
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', tmpfs]).status === 0;

afterAll(() => {
  if (canMount) spawnSync('umount', [tmpfs]);
  rmSync(tmpfs, { recursive: true, force: true });
});

test.skipIf(!canMount)('a drive that is really full: an error, what came stays, and it goes on once there is room', async () => {
  const test = await open();
  mkdirSync(join(tmpfs, 'models'));
  const finalPath = join(tmpfs, 'models', testPath);
  expect(await failureOf(test.run({ finalPath }))).toMatchObject({ code: 'file.no-space' });
  const kept = await fetchedBytes(finalPath);
  expect(kept).toBeGreaterThan(0);
  spawnSync('mount', ['-o', 'remount,size=32m', tmpfs]);
  expect(await test.fetch({ finalPath })).toBe(await model.sha256());
});

test(`killed ${transferKills} times at any moment: the right file each time, and at most a chunk of each connection is fetched twice`, async () => {
  const random = seededRandom(4);
  const test = await open();
  for (let round = 0; round < transferKills; round += 1) {
    // Slower than the latest kill.
    test.hub.setFaults({ rate: 8e6 });
    test.hub.clearRequests();
    const child = startChild(test);
    const isStarted = once(child.stdout, 'data');
    await Promise.race([isStarted, once(child, 'exit')]);
    await sleep(random() * 500);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    test.hub.clearFaults();
    const before = test.ranges();
    test.hub.clearRequests();
    expect(await test.fetch()).toBe(await model.sha256());
    const again = test.ranges().filter((range) => before.some((other) => overlaps(range, other)));
    expect(again.length).toBeLessThanOrEqual(4);
    expect(test.files()).toEqual([testPath]);
    rmSync(test.finalPath, { force: true });
  }
});

function overlaps(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [one, other].map((range) => (/(\d+)-(\d+)/.exec(range ?? '') ?? []).slice(1).map(Number)) as [number[], number[]];
  return (a[0] as number) <= (b[1] as number) && (b[0] as number) <= (a[1] as number);
}
