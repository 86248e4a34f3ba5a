import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { big, chunkBytes, openDownloads, split, type TestDownloads } from './test-downloads.ts';

let host: TestDownloads;
beforeEach(async () => {
  host = await openDownloads();
});
afterEach(() => host.dispose());

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

async function have(repository: string): Promise<string[]> {
  const { id } = await host.downloads.add({ source: 'hugging-face', repository });
  await host.until(id, 'done');
  host.downloads.clearFinished();
  host.hub.standIn.clearRequests();
  return host.library.only().files.map(({ path }) => path);
}
async function repair(): Promise<string> {
  await host.library.models.rescan();
  const { id } = await host.downloads.repair({ modelId: host.library.only().id });
  return id;
}
/** What the data host was asked for, in the order of the file. */
const ranges = () => {
  const asked = host.hub.standIn.requests().flatMap(({ server, range }) => (server === 'data' ? (range ?? 'all') : []));
  return asked.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
};

test('a model that lost its end gets what it lacks, and no more', async () => {
  const [path = ''] = await have(big);
  const { sha256 } = host.hub.standIn.file(big, 'Big-Q8_0.gguf');
  const cutAt = statSync(path).size - 500_000;
  truncateSync(path, cutAt);
  const id = await repair();
  expect((await host.until(id, 'done', 'failed')).state).toMatchObject({ type: 'done', modelId: host.library.only().id, isVerified: true });
  expect(hashOf(path)).toBe(sha256);
  expect(ranges().every((range) => Number(/\d+/.exec(range)?.[0]) >= cutAt)).toBe(true);
  expect(host.library.only().broken).toBeUndefined();
  expect(host.files()).toEqual(['acme/Big-GGUF/Big-Q8_0.gguf']);
});

test('the old file stays until the new one is whole', async () => {
  const [path = ''] = await have(big);
  truncateSync(path, 1_000_000);
  host.hub.standIn.setFaults({ rate: 1e6 });
  const id = await repair();
  await host.until(id, 'running');
  await host.downloads.cancel({ id });
  await host.restart();
  expect(statSync(path).size).toBe(1_000_000);
  expect(host.files()).toEqual(['acme/Big-GGUF/Big-Q8_0.gguf']);
});

/** Other bytes at these places; the length stays. */
function damage(path: string, ...places: number[]): void {
  const bytes = readFileSync(path);
  for (const place of places) bytes[place] = (bytes[place] as number) ^ 1;
  writeFileSync(path, bytes);
}
const chunkAt = (place: number) => {
  const start = Math.floor(place / chunkBytes) * chunkBytes;
  return `bytes=${start}-${start + chunkBytes - 1}`;
};

test('wrong bytes are replaced, and only the chunks that they lie in are fetched, also after a restart', async () => {
  const [path = ''] = await have(big);
  damage(path, 100_000, 2_000_000);
  await host.library.models.rescan();
  expect(await host.library.models.verify({ id: host.library.only().id })).toMatchObject({ state: 'different' });
  await host.restart();
  host.downloads.start();
  const id = await repair();
  await host.until(id, 'done');
  expect(hashOf(path)).toBe(host.hub.standIn.file(big, 'Big-Q8_0.gguf').sha256);
  expect(host.library.only().wrongFiles).toBeUndefined();
  expect(ranges()).toEqual([chunkAt(100_000), chunkAt(2_000_000)]);
  expect(host.files()).toEqual(['acme/Big-GGUF/Big-Q8_0.gguf']);
});

test('wrong bytes in a file that also lost its end are found', async () => {
  const [path = ''] = await have(big);
  const { sha256, sizeBytes } = host.hub.standIn.file(big, 'Big-Q8_0.gguf');
  damage(path, 100_000);
  const cutAt = Math.floor(sizeBytes / chunkBytes) * chunkBytes;
  truncateSync(path, cutAt);
  await host.until(await repair(), 'done');
  expect(hashOf(path)).toBe(sha256);
  expect(ranges()).toEqual([chunkAt(100_000), `bytes=${cutAt}-${sizeBytes - 1}`]);
});

test('where nobody knows what the chunks should be, everything is fetched again', async () => {
  const [path = ''] = await have(big);
  host.library.database.exec('DELETE FROM chunk_hashes');
  damage(path, 2_000_000);
  await host.until(await repair(), 'done');
  const { sha256, sizeBytes } = host.hub.standIn.file(big, 'Big-Q8_0.gguf');
  expect(hashOf(path)).toBe(sha256);
  expect(ranges()).toHaveLength(Math.ceil(sizeBytes / chunkBytes));
});

test('a missing part of a split model is fetched alone', async () => {
  const [, second = ''] = await have(split);
  rmSync(second);
  const id = await repair();
  await host.until(id, 'done');
  expect(host.library.only()).toMatchObject({ files: [{}, {}, {}] });
  const fetched = host.hub.standIn.requests().filter(({ url }) => url.includes('/resolve/'));
  expect(fetched.length).toBeGreaterThan(0);
  expect(fetched.every(({ url }) => url.includes('00002-of'))).toBe(true);
});

test('a model of unknown origin, and one of another program, are refused', async () => {
  writeScriptedModel(join(host.modelsFolder, 'own.gguf'), { script: 'Hi.' });
  await expect(repair()).rejects.toMatchObject({ code: 'model.no-origin' });
  rmSync(join(host.modelsFolder, 'own.gguf'));
  writeScriptedModel(join(host.library.person, '.lmstudio/models/maker/Talker-GGUF/talker-Q8_0.gguf'), { script: 'Hi.' });
  await host.library.models.useProgram({ program: 'lm-studio', isUsed: true });
  await expect(repair()).rejects.toMatchObject({ code: 'model.read-only', data: { program: 'lm-studio' } });
});
