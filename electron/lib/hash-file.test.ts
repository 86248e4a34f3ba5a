import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { followHash, hashFile } from './hash-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-hash-'));
const workerFile = join(import.meta.dirname, 'hash-worker.ts');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytes = Buffer.from(Array.from({ length: 3_000_001 }, (_, index) => (index * 31) % 251));

afterAll(() => rmSync(folder, { recursive: true }));

test('the hash of a file, and of each of its chunks', async () => {
  const path = join(folder, 'whole');
  writeFileSync(path, bytes);
  const chunks: string[] = [];
  expect(await hashFile({ workerFile, path, chunkBytes: 1_300_000, onChunk: (index, hash) => (chunks[index] = hash) })).toBe(sha256(bytes));
  expect(chunks).toEqual([0, 1_300_000, 2_600_000].map((at) => sha256(bytes.subarray(at, at + 1_300_000))));
});

test('an empty file has a hash', async () => {
  const path = join(folder, 'empty');
  writeFileSync(path, '');
  expect(await hashFile({ workerFile, path })).toBe(sha256(Buffer.alloc(0)));
});

test('a file that is being written is read no further than it is final', async () => {
  const path = join(folder, 'growing');
  writeFileSync(path, bytes.subarray(0, 10));
  const { promise, resolve } = Promise.withResolvers<string>();
  const following = followHash({ workerFile, path, sizeBytes: bytes.length, chunkBytes: 10, onChunk: (_, hash) => resolve(hash) });
  following.extend(10);
  expect(await promise).toBe(sha256(bytes.subarray(0, 10)));
  appendFileSync(path, bytes.subarray(10));
  following.extend(bytes.length);
  expect(await following.sha256).toBe(sha256(bytes));
});

test('a file that is shorter than said, or not there, is an error and not a hash', async () => {
  const path = join(folder, 'short');
  writeFileSync(path, 'abc');
  const following = followHash({ workerFile, path, sizeBytes: 5 });
  following.extend(5);
  await expect(following.sha256).rejects.toThrow('ends at 3');
  await expect(hashFile({ workerFile, path: join(folder, 'none') })).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a hash that is no longer wanted ends at once', async () => {
  const path = join(folder, 'whole');
  writeFileSync(path, bytes);
  await expect(hashFile({ workerFile, path, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
});
