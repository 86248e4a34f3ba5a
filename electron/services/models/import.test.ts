import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBrokenModel } from '../../../e2e/tiny-models/broken-model.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { writeShapedModel } from '../../../e2e/tiny-models/shaped-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import type { ImportMode } from '../../../shared/models.ts';
import type { ModelImport } from './import.ts';
import { openLibrary, type TestLibrary } from './test-library.ts';

let library: TestLibrary;
let source: string;
beforeEach(async () => {
  library = await openLibrary();
  source = join(library.other, 'talker.gguf');
  writeScriptedModel(source, { script: 'Hi.' });
});
afterEach(() => library.dispose());

const target = (name = 'talker.gguf') => join(library.home, 'models', name);
const inTarget = () => readdirSync(join(library.home, 'models'));

/** Imports and returns how each import ended. */
async function bring(paths: string[], mode: ImportMode): Promise<ModelImport[]> {
  const { ids } = await library.models.import({ paths, mode });
  const { imports } = await library.until(
    (present) => present.imports.filter(({ state, id }) => state !== 'running' && ids.includes(id)).length === ids.length,
  );
  return imports.filter(({ id }) => ids.includes(id));
}

test('a copy is in the library when the import is done, and the file stays where it was', async () => {
  const sizeBytes = statSync(source).size;
  expect(await bring([source], 'copy')).toMatchObject([
    { name: 'talker.gguf', state: 'done', doneBytes: sizeBytes, totalBytes: sizeBytes },
  ]);
  expect(library.only()).toMatchObject({ id: 'talker', place: 'alcove', files: [{ path: target() }] });
  expect(readFileSync(target()).equals(readFileSync(source))).toBe(true);
});

test('a moved file is only in the library', async () => {
  await bring([source], 'move');
  expect(library.only().files[0]?.path).toBe(target());
  expect(existsSync(source)).toBe(false);
});

test('a linked file is used where it is, is taken off the list without being touched, and comes back by undo', async () => {
  await bring([source], 'link');
  expect(library.only()).toMatchObject({ place: 'linked', files: [{ path: source }] });
  const { undoId = '' } = await library.models.remove({ id: 'talker' });
  expect(library.models.library().models).toEqual([]);
  expect(existsSync(source)).toBe(true);
  await library.models.restore({ undoId });
  expect(library.only().place).toBe('linked');
});

test('all parts of a split model come with the one that was picked', async () => {
  const parts = writeSplitModel(join(library.other, 'big'), { script: 'Hi.', parts: 3 });
  expect(await bring([parts[1] ?? '', parts[2] ?? ''], 'copy')).toHaveLength(1);
  expect(library.only().files).toHaveLength(3);
});

test('a folder brings every model in it', async () => {
  writeScriptedModel(join(library.other, 'deep', 'second.gguf'), { script: 'Hi.' });
  const imports = await bring([library.other], 'copy');
  expect(imports.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(inTarget().sort()).toEqual(['second.gguf', 'talker.gguf']);
});

test.each<[string, (path: string) => string, string]>([
  ['a text', (path) => writeBrokenModel(path, 'text'), 'import.not-gguf'],
  ['a model that ends early', (path) => writeBrokenModel(path, 'truncated-data'), 'model.broken'],
  ['a model whose shapes abort the engine', (path) => writeBrokenModel(path, 'head-count-0'), 'model.broken'],
  ['a split model without a part', (path) => writeBrokenModel(path, 'missing-part'), 'model.broken'],
  ['nothing', (path) => path, 'file.not-found'],
])('%s is refused, and leaves nothing', async (_, make, code) => {
  const path = make(join(library.other, 'bad.gguf'));
  for (const mode of ['copy', 'move', 'link'] as const) {
    expect(await bring([path], mode)).toMatchObject([{ state: 'failed', error: { code } }]);
  }
  expect(inTarget()).toEqual([]);
  expect(library.models.library().models).toEqual([]);
});

test('another file with the name is not overwritten; the same file is no second one', async () => {
  await bring([source], 'copy');
  expect(await bring([source], 'copy')).toMatchObject([{ state: 'done' }]);
  expect(inTarget()).toEqual(['talker.gguf']);
  writeScriptedModel(source, { script: 'Another one.' });
  for (const mode of ['copy', 'move'] as const) {
    expect(await bring([source], mode)).toMatchObject([
      { state: 'failed', error: { code: 'import.exists', data: { name: 'talker.gguf' } } },
    ]);
  }
  expect(existsSync(source)).toBe(true);
});

test('what does not fit on the drive is refused before a byte is written', async () => {
  const huge = join(library.other, 'huge.gguf');
  // Terabytes on paper: its tensors are holes in the file.
  writeShapedModel(huge, {
    ...{ architecture: 'llama', layers: 500, width: 16_384, heads: 128, kvHeads: 8, headLength: 128, feedForward: 131_072 },
    ...{ vocabulary: 300, contextLength: 128, type: 'f16' },
  });
  const [ended] = await bring([huge], 'copy');
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'import.too-large', data: { name: 'huge.gguf' } } });
  expect(Number(ended?.error?.data?.neededBytes)).toBeGreaterThan(Number(ended?.error?.data?.freeBytes));
  expect(inTarget()).toEqual([]);
});

test('a cancelled copy leaves nothing, and the next import goes on', async () => {
  const large = join(library.other, 'large.gguf');
  writeScriptedModel(large, { script: 'Hi.', extraMegabytes: 2000 });
  const { ids } = await library.models.import({ paths: [large, source], mode: 'copy' });
  library.models.cancelImport({ id: ids[0] ?? '' });
  await library.until(({ imports }) => imports.every(({ state }) => state !== 'running'));
  const states = library.models.library().imports.map(({ name, state }) => [name, state]);
  expect(states).toEqual([
    ['large.gguf', 'cancelled'],
    ['talker.gguf', 'done'],
  ]);
  expect(inTarget()).toEqual(['talker.gguf']);
});

test('a transfer that is cancelled in the middle leaves nothing', async () => {
  const { promise: isHalf, resolve } = Promise.withResolvers<void>();
  const bytes = readFileSync(source);
  const receiving = library.models.importStream({
    name: 'sent.gguf',
    sizeBytes: bytes.length,
    stream: (async function* () {
      yield bytes.subarray(0, bytes.length / 2);
      resolve();
      await library.until(({ imports }) => imports.length > 0);
      library.models.cancelImport({ id: library.models.library().imports[0]?.id ?? '' });
      yield bytes.subarray(bytes.length / 2);
    })(),
  });
  await isHalf;
  expect(inTarget()).toEqual(['sent.gguf.import.part']);
  await expect(receiving).rejects.toThrow();
  expect(inTarget()).toEqual([]);
  expect(library.models.library().imports).toMatchObject([{ name: 'sent.gguf', state: 'cancelled' }]);
});

test('what a killed import left is gone at the next start', async () => {
  writeFileSync(target('half.gguf.import.part'), 'x');
  writeFileSync(target('download.gguf.part'), 'of somebody else');
  library.models.dispose();
  const again = await openLibrary({ root: library.root });
  while (inTarget().length > 1) await setTimeout(10);
  expect(inTarget()).toEqual(['download.gguf.part']);
  again.models.dispose();
});

test('a model in another drive is moved by copy, and what the copy replaces is gone only then', async () => {
  const otherDrive = '/dev/shm';
  if (!existsSync(otherDrive) || statSync(otherDrive).dev === statSync(library.home).dev) return;
  const folder = join(otherDrive, `alcove-${process.pid}`);
  mkdirSync(folder);
  symlinkSync(folder, join(library.root, 'drive'));
  writeScriptedModel(join(folder, 'far.gguf'), { script: 'Hi.' });
  await bring([join(library.root, 'drive', 'far.gguf')], 'move');
  expect(library.only().files[0]?.path).toBe(target('far.gguf'));
  expect(readdirSync(folder)).toEqual([]);
});

const receive = (name: string, bytes: Uint8Array, options: { sizeBytes?: number; signal?: AbortSignal } = {}) =>
  library.models.importStream({
    name,
    sizeBytes: options.sizeBytes ?? bytes.length,
    stream: (async function* () {
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
    })(),
    ...(options.signal && { signal: options.signal }),
  });

test('what a browser sends is in the library when it has arrived', async () => {
  await library.models.importStream({ name: 'sent.gguf', sizeBytes: statSync(source).size, stream: createReadStream(source) });
  expect(library.only()).toMatchObject({ id: 'sent', files: [{ path: target('sent.gguf') }] });
});

test.each(['../../evil.gguf', '/etc/evil.gguf', 'C:\\evil.gguf'])(
  'a sent file lands in the library whatever its name: %s',
  async (name) => {
    await receive(name, readFileSync(source));
    expect(inTarget()).toEqual(['evil.gguf']);
  },
);

test.each(['.gguf', '.hidden.gguf', 'model.exe', 'a\u0000b.gguf', ''])('a sent file with the name %j is refused', async (name) => {
  await expect(receive(name, readFileSync(source))).rejects.toMatchObject({ code: 'import.not-gguf' });
  expect(inTarget()).toEqual([]);
});

test('a sent file that is no model, too short, too long or broken off leaves nothing', async () => {
  const bytes = readFileSync(source);
  await expect(receive('a.gguf', Buffer.from('no model at all'))).rejects.toMatchObject({ code: 'import.not-gguf' });
  await expect(receive('a.gguf', bytes.subarray(0, 5000), { sizeBytes: bytes.length })).rejects.toMatchObject({ code: 'file.failed' });
  await expect(receive('a.gguf', bytes, { sizeBytes: 5000 })).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(receive('a.gguf', bytes.subarray(0, 5000))).rejects.toMatchObject({ code: 'model.broken' });
  await expect(receive('a.gguf', bytes, { sizeBytes: 1e16 })).rejects.toMatchObject({ code: 'import.too-large' });
  await expect(receive('a.gguf', bytes, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(inTarget()).toEqual([]);
  writeFileSync(target('a.gguf'), bytes);
  await expect(receive('a.gguf', bytes)).rejects.toMatchObject({ code: 'import.exists' });
});

test('a failed import that was read can be put away', async () => {
  const path = writeBrokenModel(join(library.other, 'bad.gguf'), 'wrong-magic');
  const [failed] = await bring([path], 'copy');
  expect(failed?.state).toBe('failed');
  library.models.cancelImport({ id: failed?.id ?? '' });
  expect((await library.until(({ imports }) => imports.length === 0)).imports).toEqual([]);
});
