import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readAll } from '../../../e2e/hub-stand-in/content.ts';
import { startHub } from '../../../e2e/hub-stand-in/hub.ts';
import { big, gated, openDownloads, split, type TestDownloads, talker, testRepositories } from './test-downloads.ts';

let opened: TestDownloads | undefined;
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
});

async function open(options: Parameters<typeof openDownloads>[0] = {}): Promise<TestDownloads> {
  opened = await openDownloads(options);
  return opened;
}
const of = (repository: string, versionId?: string) => ({ source: 'hugging-face' as const, repository, versionId });

test('the recommended version is fetched, checked and in the library with its origin', async () => {
  const host = await open();
  const { id } = await host.downloads.add(of(talker));
  const { state, versionId, doneBytes, sizeBytes } = await host.until(id, 'done', 'failed');
  expect({ state, versionId }).toEqual({ state: { type: 'done', modelId: expect.any(String), isVerified: true }, versionId: 'Q4_K_M' });
  expect(doneBytes).toBe(sizeBytes);
  expect(host.files()).toEqual(['acme/Talker-1B-GGUF/Talker-1B-Q4_K_M.gguf']);
  const model = host.library.only();
  expect(model).toMatchObject({ id: (state as { modelId: string }).modelId, origin: { source: 'hugging-face', repository: talker } });
  expect(model.verifiedAt).toBeGreaterThan(0);
});

test('a version is named in any case, and keeps its folder', async () => {
  const host = await open();
  const { id } = await host.downloads.add(of(talker, 'q8_0'));
  await host.until(id, 'done');
  expect(host.files()).toEqual(['acme/Talker-1B-GGUF/eight bits/Talker-1B-Q8_0.gguf']);
});

test('a version that is not there is answered with those that are', async () => {
  const host = await open();
  await expect(host.downloads.add(of(talker, 'Q2_K'))).rejects.toMatchObject({
    code: 'hub.no-version',
    data: { repository: talker, wanted: 'Q2_K', available: ['Q4_K_M', 'Q8_0'] },
  });
  expect(host.downloads.list().downloads).toEqual([]);
});

test('no part of a split model has its name before all are checked', async () => {
  const host = await open();
  host.hub.standIn.setFaults({ path: '00003-of', corruptAt: 10 });
  const { id } = await host.downloads.add(of(split));
  expect((await host.until(id, 'failed', 'done')).state).toMatchObject({ type: 'failed', error: { code: 'download.checksum' } });
  expect(host.files().filter((path) => path.endsWith('.gguf'))).toEqual([]);
  // The failure ended whichever part was still on its way; one at least was whole, or the third would not have begun.
  const { files } = host.downloads.list().downloads[0] ?? { files: [] };
  const whole = files.filter(({ path, sizeBytes, doneBytes }) => !path.includes('00003-of') && doneBytes === sizeBytes);
  expect(whole.length).toBeGreaterThan(0);
  host.hub.standIn.clearFaults();
  host.hub.standIn.clearRequests();
  host.downloads.resume({ id });
  await host.until(id, 'done');
  const fetched = host.hub.standIn.requests().filter(({ server }) => server === 'data');
  expect(fetched.some(({ url }) => url.includes('00003-of'))).toBe(true);
  for (const { path } of whole) expect(fetched.filter(({ url }) => url.includes(path))).toEqual([]);
  expect(host.files()).toHaveLength(3);
  expect(host.library.only().files).toHaveLength(3);
});

test('a model of the library is not fetched again, and one in the list is not doubled', async () => {
  const host = await open();
  host.hub.standIn.setFaults({ rate: 2e6 });
  const [first, second] = await Promise.all([host.downloads.add(of(big)), host.downloads.add(of(big, 'Q8_0'))]);
  expect(second).toEqual(first);
  expect(host.downloads.list().downloads).toHaveLength(1);
  host.hub.standIn.clearFaults();
  const { state } = await host.until(first.id, 'done');
  const { modelId } = state;
  await expect(host.downloads.add(of(big))).rejects.toMatchObject({ code: 'model.exists', data: { modelId } });
});

test('a model that needs access waits in the list for a token, and then goes on by itself', async () => {
  const host = await open();
  const { id } = await host.downloads.add(of(gated));
  expect(host.get(id)?.state).toMatchObject({ type: 'failed', error: { code: 'hub.sign-in-needed', data: { repository: gated } } });
  host.hub.settings.update({ tokenOrigins: [host.hub.standIn.endpoint] });
  await host.hub.hub.setToken({ token: 'hf_nogate' });
  await host.until(id, 'starting');
  expect((await host.until(id, 'failed', 'done')).state).toMatchObject({ error: { code: 'hub.access-needed' } });
  await host.hub.hub.removeToken();
  await host.hub.hub.setToken({ token: 'hf_good' });
  await host.until(id, 'done');
});

test('a full drive stops a download before it begins, and what is there stays', async () => {
  let freeBytes = 1e12;
  const host = await open({ freeBytes: async () => freeBytes, spaceCheckMs: 20 });
  host.hub.standIn.setFaults({ rate: 1e6 });
  const { id } = await host.downloads.add(of(big));
  await host.until(id, 'running');
  freeBytes = 1e6;
  expect((await host.until(id, 'failed')).state).toMatchObject({ error: { code: 'file.no-space', data: { freeBytes: 1e6 } } });
  expect(host.files()).toContain('acme/Big-GGUF/Big-Q8_0.gguf.part');
  host.downloads.resume({ id });
  expect((await host.until(id, 'failed')).state).toMatchObject({ error: { code: 'file.no-space' } });
  freeBytes = 1e12;
  host.hub.standIn.clearFaults();
  host.downloads.resume({ id });
  await host.until(id, 'done');
});

test('parts that have their names already, from a host that was killed at the very end, are checked and kept', async () => {
  const host = await open();
  const path = 'Large-Q4_K_M-00001-of-00003.gguf';
  const content = testRepositories().find(({ id }) => id === split)?.files?.[path];
  if (typeof content !== 'object') throw new Error('There is no such part');
  mkdirSync(join(host.modelsFolder, split), { recursive: true });
  writeFileSync(join(host.modelsFolder, split, path), await readAll(content));
  const { id } = await host.downloads.add(of(split));
  expect((await host.until(id, 'done')).state).toMatchObject({ isVerified: true });
  expect(host.hub.standIn.requests().some(({ url }) => url.includes('/resolve/') && url.includes(path))).toBe(false);
});

test('while an address does not answer a download waits, and another one in the settings is tried at once', async () => {
  const host = await open({ tools: { backoffBaseMs: 50_000 } });
  const other = await startHub({ repositories: testRepositories() });
  host.hub.standIn.setFaults({ rate: 1e6 });
  const { id } = await host.downloads.add(of(big));
  await host.until(id, 'running');
  host.downloads.pause({ id });
  host.hub.standIn.setFaults({ offline: true });
  host.downloads.resume({ id });
  expect((await host.until(id, 'waiting')).state).toMatchObject({ error: { code: 'hub.unreachable' }, retryAt: expect.any(Number) });
  host.hub.settings.update({ endpoint: 'own', ownEndpoint: other.endpoint });
  expect((await host.until(id, 'done')).endpoint).toBe(other.endpoint);
  await other.close();
});
