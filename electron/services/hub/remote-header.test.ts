import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Shape, writeShapedModel } from '../../../e2e/tiny-models/shaped-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import { parseGgufHeader } from '../../../shared/gguf.ts';
import { estimateMemory } from '../../../shared/memory.ts';
import { Http } from '../../lib/http.ts';
import type { ModelSource } from './model-source.ts';
import { RemoteHeaders } from './remote-header.ts';

const workerFile = fileURLToPath(new URL('./header-worker.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'alcove-remote-header-'));
const files = join(folder, 'files');
const shape: Shape = {
  ...{ architecture: 'qwen3', layers: 12, width: 256, heads: 4, kvHeads: 2, headLength: 64, feedForward: 512, vocabulary: 120_000 },
  contextLength: 32_768,
};

type Answer = 'range' | 'whole' | 'page' | 'expired' | 'other-size' | 'cut' | 'busy';
let answers: Answer[] = [];
let asked: { start: number; end: number }[] = [];
let resolved = 0;
let sent = 0;
const server = createServer((request, response) => {
  const [, start = '', end = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  asked.push({ start: Number(start), end: Number(end) });
  const bytes = readFileSync(join(files, basename(request.url ?? '')));
  answer(response, answers.shift() ?? 'range', bytes, Number(start), Number(end));
});

function answer(response: ServerResponse, how: Answer, bytes: Buffer, start: number, end: number): void {
  const piece = bytes.subarray(start, end + 1);
  const total = how === 'other-size' ? bytes.length + 32 : bytes.length;
  if (how === 'expired') response.writeHead(403).end('<Error/>');
  else if (how === 'busy') response.writeHead(503).end();
  else if (how === 'page') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Sign in to the hotel</h1>');
  else if (how === 'whole') endlessly(response.writeHead(200));
  else {
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${total}`, 'content-length': piece.length });
    if (how === 'cut') response.write(piece.subarray(0, 1000), () => response.destroy());
    else response.end(piece);
  }
}

/** A file of any length, as fast as it is taken. */
function endlessly(response: ServerResponse): void {
  const block = Buffer.alloc(64 * 1024);
  const write = () => {
    while (!response.destroyed && response.write(block)) sent += block.length;
  };
  response.on('drain', write);
  write();
}

const http = new Http({ userAgent: 'test' });
const source: Pick<ModelSource, 'id' | 'resolve'> = {
  id: 'hugging-face',
  resolve: async ({ path, revision }) => {
    resolved += 1;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
    return { url, headers: {}, sizeBytes: statSync(join(files, path)).size, sha256: undefined, revision };
  },
};
let headers: RemoteHeaders;
const model = (...paths: string[]) => ({
  source: source as ModelSource,
  ...{ repository: 'a/b', revision: 'c' },
  files: paths.map((path) => ({ path, sizeBytes: statSync(join(files, path)).size })),
});
const askedBytes = () => asked.reduce((sum, { start, end }) => sum + end + 1 - start, 0);
const headerOf = (path: string) => {
  const parsed = parseGgufHeader(readFileSync(join(files, path)));
  if (parsed.type === 'more') throw new Error('too short');
  return parsed.header;
};
const needs = (header: Parameters<typeof estimateMemory>[0]['header']) =>
  estimateMemory({ header, settings: { contextLength: 8192, parallelSlots: 1, kvCacheType: 'f16', flashAttention: 'on' }, gpuLayers: 0 });

beforeAll(async () => {
  writeShapedModel(join(files, 'm-q4.gguf'), shape);
  writeShapedModel(join(files, 'm-q8.gguf'), { ...shape, type: 'q8_0' });
  writeShapedModel(join(files, 'other.gguf'), { ...shape, layers: 11 });
  writeSplitModel(files, { script: 'Hello there.', extraMegabytes: 3, parts: 3, fileName: 'split' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await http.dispose();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  [answers, asked, resolved, sent] = [[], [], 0, 0];
  rmSync(join(folder, 'cache'), { recursive: true, force: true });
  headers = new RemoteHeaders({ http, workerFile, folder: join(folder, 'cache'), retryMs: 1 });
});
afterEach(() => headers.dispose());

test('a header longer than the first piece is read in growing ones, and no further', async () => {
  const header = await headers.read(model('m-q4.gguf'));
  const whole = headerOf('m-q4.gguf');
  expect(needs(header)).toEqual(needs(whole));
  expect(header.tensors).toEqual(whole.tensors);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.slice(1).every(({ start }, index) => start === (asked[index]?.end ?? 0) + 1)).toBe(true);
  expect(askedBytes()).toBeLessThan(Math.max(whole.dataOffset * 2 + 1024, 1024 * 1024));
});

test('of the next version only the list of tensors is read', async () => {
  const like = await headers.read(model('m-q4.gguf'));
  asked = [];
  const header = await headers.read(model('m-q8.gguf'), { like });
  expect(askedBytes()).toBeLessThan(200_000);
  expect(header.tensors).toEqual(headerOf('m-q8.gguf').tensors);
  expect(needs(header)).toEqual(needs(headerOf('m-q8.gguf')));
});

test('a version that is not alike is read whole', async () => {
  const like = await headers.read(model('m-q4.gguf'));
  const header = await headers.read(model('other.gguf'), { like });
  expect(header.tensors).toEqual(headerOf('other.gguf').tensors);
  expect(needs(header)).toEqual(needs(headerOf('other.gguf')));
});

test('a list of tensors that leaves a part of the file over is not believed', async () => {
  const like = await headers.read(model('m-q4.gguf'));
  const path = join(files, 'longer.gguf');
  writeFileSync(path, Buffer.concat([readFileSync(join(files, 'm-q8.gguf')), Buffer.alloc(4096)]));
  asked = [];
  await headers.read(model('longer.gguf'), { like });
  expect(asked.some(({ start }) => start === 0)).toBe(true);
});

test('a split model is the metadata of its first part and the tensors of all', async () => {
  const parts = ['split-00001-of-00003.gguf', 'split-00002-of-00003.gguf', 'split-00003-of-00003.gguf'];
  const header = await headers.read(model(...parts));
  expect(header.metadata['general.architecture']).toBe('llama');
  expect(header.tensors.map(({ name }) => name)).toEqual(parts.flatMap((part) => headerOf(part).tensors.map(({ name }) => name)));
  await expect(headers.read(model(...parts.slice(0, 2)))).rejects.toMatchObject({
    code: 'model.broken',
    data: { reason: 'missing-parts' },
  });
});

test('what was read is kept on disk, and damage there costs only reading it again', async () => {
  const first = await headers.read(model('m-q4.gguf'));
  asked = [];
  expect(await headers.read(model('m-q4.gguf'))).toEqual(first);
  expect(asked).toEqual([]);
  const cache = join(folder, 'cache');
  for (const name of readdirSync(cache)) {
    expect(statSync(join(cache, name)).size).toBeLessThan(20_000);
    writeFileSync(join(cache, name), 'damaged');
  }
  expect(await headers.read(model('m-q4.gguf'))).toEqual(first);
  expect(asked.length).toBeGreaterThan(0);
});

test('a server that sends the whole file instead of a piece is left at once', async () => {
  answers = ['whole'];
  await expect(headers.read(model('m-q4.gguf'))).rejects.toMatchObject({ code: 'hub.failed', data: { status: 200 } });
  expect(sent).toBeLessThan(20e6);
});

test('the sign-in page of a network is known as such', async () => {
  answers = ['page'];
  await expect(headers.read(model('m-q4.gguf'))).rejects.toMatchObject({ code: 'hub.portal' });
});

test('a used-up address is asked for anew; one that stays refused is said so', async () => {
  answers = ['expired'];
  await headers.read(model('m-q4.gguf'));
  expect(resolved).toBe(2);
  answers = ['expired', 'expired', 'expired'];
  await expect(headers.read(model('m-q8.gguf'))).rejects.toMatchObject({ code: 'hub.failed', data: { status: 403 } });
});

test('a cut connection and a busy server are tried again', async () => {
  answers = ['cut', 'busy'];
  expect((await headers.read(model('m-q4.gguf'))).tensors).toEqual(headerOf('m-q4.gguf').tensors);
});

test('a file that has another size by now is not taken for the one on the list', async () => {
  answers = ['other-size'];
  await expect(headers.read(model('m-q4.gguf'))).rejects.toMatchObject({ code: 'download.changed' });
});

test('what is no model is said to be broken', async () => {
  writeFileSync(join(files, 'text.gguf'), 'version https://git-lfs.github.com/spec/v1');
  await expect(headers.read(model('text.gguf'))).rejects.toMatchObject({ code: 'model.broken', data: { reason: 'not-gguf' } });
});

test('nobody waits after an abort', async () => {
  const controller = new AbortController();
  const reading = headers.read(model('m-q4.gguf'), { signal: controller.signal });
  controller.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
