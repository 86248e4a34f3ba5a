import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { openLibrary, type TestLibrary } from './test-library.ts';

let library: TestLibrary;
let path: string;
beforeEach(async () => {
  library = await openLibrary();
  path = join(library.home, 'models', 'Maker', 'T-GGUF', 't-Q8_0.gguf');
  writeScriptedModel(path, { script: 'Hi.' });
});
afterEach(() => library.dispose());

const add = () =>
  library.models.addDownloaded({
    ...{ source: 'hugging-face', repository: 'Maker/T-GGUF', revision: 'abc' },
    files: [
      {
        ...{ path, fileName: 't-Q8_0.gguf', sizeBytes: statSync(path).size },
        sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      },
    ],
  });

test('a downloaded file is known by origin and hash, and a changed byte is found by checking it', async () => {
  expect(await add()).toBe('t');
  expect(library.only()).toMatchObject({ origin: { repository: 'Maker/T-GGUF' }, verifiedAt: expect.any(Number) });
  expect(await library.models.verify({ id: 't' })).toEqual({ state: 'same', wrongFiles: [] });
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(path, bytes);
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  await library.models.rescan();
  expect(library.only().verifiedAt).toBeUndefined();
  expect(await library.models.verify({ id: 't' })).toEqual({ state: 'different', wrongFiles: [path] });
  expect(library.only()).toMatchObject({ wrongFiles: [path], origin: { revision: 'abc' } });
});

test('a check that finds a file right keeps what its chunks are, over a restart', async () => {
  await add();
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  expect(library.models.chunkHashesOf(sha256)).toBeUndefined();
  await library.models.verify({ id: 't' });
  const next = library.another();
  // One chunk holds it all.
  expect(next.chunkHashesOf(sha256)).toMatchObject({ hashes: [sha256] });
  next.dispose();
});

test('a file that lost its end still says where it came from', async () => {
  await add();
  truncateSync(path, statSync(path).size - 1000);
  await library.models.rescan();
  expect(library.models.originOf('t')).toMatchObject({ repository: 'Maker/T-GGUF', files: [{ fileName: 't-Q8_0.gguf' }] });
});

test('the same bytes in two places are duplicates, two names of one file are not', async () => {
  linkSync(path, join(library.home, 'models', 'linked.gguf'));
  copyFileSync(path, join(library.home, 'models', 'copied.gguf'));
  await library.models.rescan();
  await library.until(({ models }) => models.some((model) => model.duplicateIds !== undefined));
  expect(library.models.find('copied').duplicateIds?.length).toBe(2);
  expect(library.models.find('linked').duplicateIds).toEqual(['copied']);
});
