/** Hugging Face's own libraries take the stand-in for the hub: what our tests find out there is worth something elsewhere. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gguf } from '@huggingface/gguf';
import { downloadFile, listFiles, listModels, modelInfo, pathsInfo, whoAmI } from '@huggingface/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHub, startHub } from './hub.ts';
import { standardIds, standardRepositories } from './standard-repositories.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-clients-'));
const name = standardIds.talker;
let hub: RunningHub;
let hubUrl: string;
beforeAll(async () => {
  hub = await startHub({ repositories: standardRepositories(folder) });
  hubUrl = hub.endpoint;
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The first of the talker's versions. */
async function firstModel(): Promise<{ path: string; sizeBytes: number; sha256: string }> {
  const files = await all(listFiles({ repo: { type: 'model', name }, recursive: true, hubUrl }));
  const found = files.find(({ path }) => path.endsWith('.gguf'));
  return { path: found?.path ?? '', sizeBytes: found?.lfs?.size ?? 0, sha256: found?.lfs?.oid ?? '' };
}

test('@huggingface/hub finds models, their facts and their files', async () => {
  expect((await all(listModels({ search: { tags: ['gguf'] }, limit: 5, hubUrl }))).length).toBeGreaterThan(1);
  expect(await modelInfo({ name, hubUrl })).toMatchObject({ name, gated: false });
  const { path, sizeBytes, sha256 } = await firstModel();
  expect(hub.file(name, path)).toEqual({ sizeBytes, sha256 });
  const [told] = await pathsInfo({ repo: { type: 'model', name }, paths: [path, 'not-there.gguf'], hubUrl });
  expect(told).toMatchObject({ path, lfs: { oid: sha256 } });
});

test('@huggingface/hub signs in, and is refused with a wrong token', async () => {
  expect(await whoAmI({ accessToken: 'hf_good', hubUrl })).toMatchObject({ name: 'maria' });
  await expect(whoAmI({ accessToken: 'hf_wrong', hubUrl })).rejects.toMatchObject({ statusCode: 401 });
});

test.each([true, false])('@huggingface/hub gets the very bytes (through xet: %s)', async (xet) => {
  const { path, sha256 } = await firstModel();
  const blob = await downloadFile({ repo: { type: 'model', name }, path, hubUrl, xet });
  const bytes = Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
});

test('@huggingface/gguf reads a header through the redirect', async () => {
  const { path } = await firstModel();
  const { metadata, tensorInfos } = await gguf(`${hubUrl}/${name}/resolve/main/${path}`);
  expect(metadata['general.architecture']).toBeTypeOf('string');
  expect(tensorInfos.length).toBeGreaterThan(0);
});
