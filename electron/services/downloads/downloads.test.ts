import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fileContent, generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import type { RepositoryInput } from '../../../e2e/hub-stand-in/hub.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import { openDownloads, type TestDownloads } from './test-downloads.ts';

const talker = 'acme/Talker-1B-GGUF';
const split = 'acme/Large-GGUF';
let folder: string;
let repositories: RepositoryInput[];
let opened: TestDownloads | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-remote-'));
  writeScriptedModel(join(folder, 'q4.gguf'), { script: 'Hi.', name: 'Talker 1B', fileType: 15 });
  writeScriptedModel(join(folder, 'q8.gguf'), { script: 'Hello.', name: 'Talker 1B', fileType: 7 });
  const parts = writeSplitModel(folder, { script: 'Hi all.', parts: 3, fileName: 'Large-Q4_K_M' });
  repositories = [
    {
      id: talker,
      files: {
        'Talker-1B-Q4_K_M.gguf': fileContent(join(folder, 'q4.gguf')),
        'eight bits/Talker-1B-Q8_0.gguf': fileContent(join(folder, 'q8.gguf')),
        'Big-F16.gguf': generatedContent({ sizeBytes: 3_000_000, seed: 4, head: readFileSync(join(folder, 'q8.gguf')) }),
      },
    },
    { id: split, files: Object.fromEntries(parts.map((path) => [path.slice(folder.length + 1), fileContent(path)])) },
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
});

async function open(...rest: [Parameters<typeof openDownloads>[1]?]): Promise<TestDownloads> {
  opened = await openDownloads(repositories, ...rest);
  return opened;
}

test('the recommended version is fetched, checked and in the library with its origin', async () => {
  const test = await open();
  const { id } = await test.downloads.add({ source: 'hugging-face', repository: talker });
  const { state, versionId, doneBytes, sizeBytes } = await test.until(id, 'done', 'failed');
  expect({ state, versionId }).toEqual({ state: { type: 'done', modelId: expect.any(String), isVerified: true }, versionId: 'Q4_K_M' });
  expect(doneBytes).toBe(sizeBytes);
  expect(test.files()).toEqual(['acme/Talker-1B-GGUF/Talker-1B-Q4_K_M.gguf']);
  const model = test.library.only();
  expect(model).toMatchObject({ id: (state as { modelId: string }).modelId, origin: { source: 'hugging-face', repository: talker } });
  expect(model.verifiedAt).toBeGreaterThan(0);
});
