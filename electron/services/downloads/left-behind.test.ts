import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readAll } from '../../../e2e/hub-stand-in/content.ts';
import { big, openDownloads, type TestDownloads, testRepositories } from './test-downloads.ts';

let host: TestDownloads;
afterEach(() => host.dispose());

test('killed right after the file got its name: nothing of the part is left once it goes on, and nothing is fetched again', async () => {
  host = await openDownloads();
  host.hub.standIn.setFaults({ rate: 2e6 });
  const { id } = await host.downloads.add({ source: 'hugging-face', repository: big });
  await host.until(id, 'running');
  host.downloads.pause({ id });
  await host.restart();
  const file = join(host.modelsFolder, 'acme/Big-GGUF/Big-Q8_0.gguf');
  const content = testRepositories().find((repository) => repository.id === big)?.files?.['Big-Q8_0.gguf'];
  if (content === undefined || typeof content === 'string') throw new Error('The test needs a model');
  writeFileSync(file, await readAll(content));
  // The lock of a process that is gone.
  writeFileSync(`${file}.part.lock`, '');
  writeFileSync(`${file}.part.lock-journal`, '');
  cpSync(`${file}.part.json`, `${file}.part.json.new`);
  host.hub.standIn.clearRequests();
  host.downloads.resume({ id });
  await host.until(id, 'done');
  expect(host.files()).toEqual(['acme/Big-GGUF/Big-Q8_0.gguf']);
  expect(host.hub.standIn.requests().filter(({ server }) => server === 'data')).toEqual([]);
  expect(readFileSync(file).length).toBe(content.sizeBytes);
});

test('a folder in the place of the file is told before anything is fetched', async () => {
  host = await openDownloads();
  mkdirSync(join(host.modelsFolder, 'acme/Big-GGUF/Big-Q8_0.gguf'), { recursive: true });
  const { id } = await host.downloads.add({ source: 'hugging-face', repository: big });
  host.hub.standIn.clearRequests();
  expect((await host.until(id, 'failed', 'done')).state).toMatchObject({ error: { code: 'file.failed', data: { reason: 'EISDIR' } } });
  expect(host.hub.standIn.requests().filter(({ server }) => server === 'data')).toEqual([]);
});
