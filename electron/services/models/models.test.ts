import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BrokenKind, brokenKinds, writeBrokenModel } from '../../../e2e/tiny-models/broken-model.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { writeShapedModel } from '../../../e2e/tiny-models/shaped-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import { estimateMemory } from '../../../shared/memory.ts';
import { librarySchema } from '../../../shared/models.ts';
import { openLibrary, type TestLibrary } from './test-library.ts';

const starterFolder = join(import.meta.dirname, '../../../resources/starter');
let library: TestLibrary;
beforeEach(async () => {
  library = await openLibrary();
});
afterEach(() => library.dispose());

const inLibrary = (...names: string[]) => join(library.home, 'models', ...names);
const ids = () => library.models.library().models.map((model) => model.id);

test('the starter is there from the first start, named and described', async () => {
  const withStarter = await openLibrary({ starterFolder });
  expect(withStarter.models.find('alcove-starter')).toMatchObject({
    ...{ id: 'alcove-starter', name: 'Alcove Starter', place: 'starter', kind: 'chat', architecture: 'llama', quantization: 'Q4_0' },
    ...{ contextLength: 8192, layerCount: 30, hasChatTemplate: true, canReason: false, sampling: { temperature: 0.3, topK: 40 } },
  });
  expect(withStarter.models.find('alcove-starter').parameterCount).toBeCloseTo(134.5e6, -5);
  await expect(withStarter.models.remove({ id: 'alcove-starter' })).rejects.toMatchObject({ code: 'model.built-in' });
  withStarter.dispose();
});

test('the starter is there before the first scan has ended', async () => {
  const models = library.another(starterFolder);
  const early = models.find('alcove-starter');
  expect(models.library().isScanning).toBe(true);
  await models.ready;
  expect(models.find('alcove-starter')).toEqual(early);
  models.dispose();
});

test('a model in the library is described by its metadata and its place', async () => {
  writeScriptedModel(inLibrary('Maker', 'Talker-1B-GGUF', 'Talker-1B-Q8_0.gguf'), {
    ...{ script: 'Hi.', reasoning: 'Hm.', name: 'Talker 1B', contextLength: 2048, fileType: 7 },
    metadata: { 'general.sampling.temp': { type: 'f32', value: 0.6 }, 'general.sampling.top_k': { type: 'i32', value: 20 } },
  });
  await library.models.rescan();
  expect(library.only()).toMatchObject({
    ...{ id: 'talker-1b', name: 'Talker 1B', publisher: 'Maker', repository: 'Talker-1B-GGUF', quantization: 'Q8_0', place: 'alcove' },
    ...{ contextLength: 2048, layerCount: 1, hasChatTemplate: true, canReason: true, kind: 'chat' },
    sampling: { temperature: 0.6, topK: 20 },
  });
});

test('two quantizations share a name, two publishers do not', async () => {
  for (const name of ['A/T-GGUF/t-Q4_0.gguf', 'A/T-GGUF/t-Q8_0.gguf', 'A/S-GGUF/s-F16.gguf', 'B/S-GGUF/s-F16.gguf']) {
    writeScriptedModel(inLibrary(...name.split('/')), { script: 'Hi.' });
  }
  await library.models.rescan();
  expect(ids()).toEqual(['a/s@f16', 't@q4_0', 't@q8_0', 'b/s@f16']);
  expect(library.models.find('A/T-GGUF:Q8_0').id).toBe('t@q8_0');
});

test('a file in the Hugging Face cache belongs to its repository, and is listed once', async () => {
  const cache = join(library.other, 'models--Maker--Talker-GGUF');
  writeScriptedModel(join(cache, 'blobs', 'abc'), { script: 'Hi.' });
  mkdirSync(join(cache, 'snapshots', '123'), { recursive: true });
  symlinkSync('../../blobs/abc', join(cache, 'snapshots', '123', 'talker-Q8_0.gguf'));
  await library.models.addFolder({ path: library.other });
  expect(library.only()).toMatchObject({ id: 'talker', publisher: 'Maker', repository: 'Talker-GGUF', quantization: 'Q8_0' });
});

test('a name that means nothing leads to the nearest one', async () => {
  writeScriptedModel(inLibrary('talker.gguf'), { script: 'Hi.' });
  await library.models.rescan();
  expect(() => library.models.find('talkr')).toThrow(
    expect.objectContaining({ code: 'model.not-found', data: { name: 'talkr', nearest: 'talker' } }),
  );
});

test('a split model is one model with the tensors of all its parts', async () => {
  writeSplitModel(inLibrary(), { script: 'Hi.', parts: 3, fileName: 'big-Q4_0' });
  writeScriptedModel(join(library.other, 'whole.gguf'), { script: 'Hi.' });
  await library.models.addFolder({ path: library.other });
  const [big, whole] = library.models.library().models;
  expect(big).toMatchObject({ id: 'big', files: [{}, {}, {}] });
  expect(big?.broken).toBeUndefined();
  expect(big?.parameterCount).toBe(whole?.parameterCount);
  expect((await library.models.readHeader('big')).tensors).toHaveLength((await library.models.readHeader('whole')).tensors.length);
});

const reasons: Record<BrokenKind, string> = {
  ...{ 'truncated-data': 'truncated', 'truncated-tensor-infos': 'truncated', 'truncated-metadata': 'truncated', 'wrong-magic': 'not-gguf' },
  ...{ 'zero-bytes': 'not-gguf', text: 'not-gguf', 'tensor-count': 'bad-metadata', 'metadata-count': 'bad-metadata' },
  ...{ 'key-length': 'bad-metadata', 'version-99': 'unsupported-version', 'head-count-0': 'unsafe', 'block-count-100000': 'unsafe' },
  'missing-part': 'missing-parts',
};

test('broken files are listed with the reason beside a good one, and none is loaded', async () => {
  for (const kind of brokenKinds) writeBrokenModel(inLibrary(`${kind}.gguf`), kind);
  writeScriptedModel(inLibrary('good.gguf'), { script: 'Hi.' });
  await library.models.rescan();
  const { models } = library.models.library();
  expect(models).toHaveLength(brokenKinds.length + 1);
  for (const kind of brokenKinds) {
    expect(library.models.find(kind).broken?.reason, kind).toBe(reasons[kind]);
    await expect(library.models.readHeader(kind)).rejects.toMatchObject({ code: 'model.broken', data: { reason: reasons[kind] } });
  }
  expect(library.models.find('truncated-data').broken?.missingBytes).toBeGreaterThan(0);
  expect(library.models.find('good').broken).toBeUndefined();
});

test('a file that ends early says so after it was whole, and is whole again after it was completed', async () => {
  const path = inLibrary('grows.gguf');
  const { sizeBytes } = writeScriptedModel(path, { script: 'Hi.' });
  truncateSync(path, sizeBytes - 1000);
  await library.until(({ models }) => models[0]?.broken?.missingBytes === 1000);
  appendFileSync(path, Buffer.alloc(1000));
  await library.until(({ models }) => models.length === 1 && models[0]?.broken === undefined);
});

test('changes on disk are noticed: new, renamed and removed files', async () => {
  writeScriptedModel(inLibrary('deep', 'er', 'one.gguf'), { script: 'Hi.' });
  await library.until(({ models }) => models[0]?.id === 'one');
  renameSync(inLibrary('deep', 'er', 'one.gguf'), inLibrary('two.gguf'));
  await library.until(({ models }) => models.length === 1 && models[0]?.id === 'two');
  rmSync(inLibrary('two.gguf'));
  await library.until(({ models }) => models.length === 0);
});

test('links are followed, never in circles, and a file is listed once', async () => {
  writeScriptedModel(join(library.other, 'real.gguf'), { script: 'Hi.' });
  symlinkSync(library.other, inLibrary('linked'));
  symlinkSync(inLibrary(), join(library.other, 'back'));
  symlinkSync(join(library.other, 'real.gguf'), inLibrary('again.gguf'));
  symlinkSync(join(library.other, 'nowhere.gguf'), inLibrary('dangling.gguf'));
  await library.models.addFolder({ path: library.other });
  expect(library.models.library().models).toHaveLength(1);
});

test('the models of a folder that is gone stay listed, and the folder says that it is away', async () => {
  writeScriptedModel(join(library.other, 'a.gguf'), { script: 'Hi.' });
  await library.models.addFolder({ path: library.other });
  renameSync(library.other, `${library.other}-away`);
  await library.models.rescan();
  expect(ids()).toEqual(['a']);
  expect(library.models.library().folders.find(({ path }) => path === library.other)).toMatchObject({ isPresent: false, modelCount: 1 });
  renameSync(`${library.other}-away`, library.other);
  await library.models.rescan();
  expect(library.models.library().folders.find(({ path }) => path === library.other)).toMatchObject({ isPresent: true, modelCount: 1 });
});

test('folders are added, made the default one and forgotten, with their files left alone', async () => {
  writeScriptedModel(join(library.other, 'a.gguf'), { script: 'Hi.' });
  await library.models.setDefaultFolder({ path: library.other });
  expect(library.models.library().folders).toEqual([{ path: library.other, isDefault: true, isPresent: true, modelCount: 1 }]);
  await library.models.removeFolder({ path: library.other });
  expect(library.models.library()).toMatchObject({ models: [], folders: [{ path: inLibrary(), isDefault: true }] });
  expect(existsSync(join(library.other, 'a.gguf'))).toBe(true);
  await expect(library.models.addFolder({ path: join(library.root, 'none') })).rejects.toMatchObject({ code: 'file.not-found' });
  await expect(library.models.addFolder({ path: join(library.other, 'a.gguf') })).rejects.toMatchObject({ code: 'file.not-found' });
});

test('when a model was used is remembered over a restart', async () => {
  writeScriptedModel(inLibrary('a.gguf'), { script: 'Hi.' });
  await library.models.rescan();
  library.models.markUsed('a');
  const { lastUsedAt } = library.only();
  expect(lastUsedAt).toBeGreaterThan(0);
  expect(library.settings.get().lastModelId).toBe('a');
  library.models.dispose();
  const again = await openLibrary({ root: library.root });
  expect(again.only().lastUsedAt).toBe(lastUsedAt);
  again.models.dispose();
});

test('the library is there at the next start before its folders are read, also an unplugged one’s part', async () => {
  writeScriptedModel(inLibrary('a.gguf'), { script: 'Hi.' });
  writeScriptedModel(join(library.other, 'b.gguf'), { script: 'Hi.' });
  await library.models.addFolder({ path: library.other });
  library.models.dispose();
  rmSync(library.other, { recursive: true });
  const again = library.another();
  expect(again.library().isScanning).toBe(true);
  expect(again.library().models.map(({ id }) => id)).toEqual(['a', 'b']);
  await again.ready;
  expect(again.library().models.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(again.library().folders.find(({ path }) => path === library.other)).toMatchObject({ isPresent: false, modelCount: 1 });
  again.dispose();
});

test('absurd numbers and texts in one file leave the list whole', async () => {
  writeScriptedModel(inLibrary('absurd.gguf'), {
    ...{ script: 'Hi.', name: 'x'.repeat(100_000) },
    metadata: {
      'llama.context_length': { type: 'f32', value: Number.NaN },
      'llama.attention.head_count_kv': { type: 'f64', value: Number.POSITIVE_INFINITY },
      'llama.attention.key_length': { type: 'i32', value: -5 },
      'general.sampling.temp': { type: 'f32', value: Number.NaN },
    },
  });
  await library.models.rescan();
  expect(librarySchema.safeParse(library.models.library()).error).toBeUndefined();
  expect(library.only()).toMatchObject({ id: 'absurd', name: 'absurd', sampling: {} });
  const settings = { contextLength: 4096, parallelSlots: 1, kvCacheType: 'f16', flashAttention: 'auto' } as const;
  const estimate = estimateMemory({ header: await library.models.readHeader('absurd'), settings, gpuLayers: 0 });
  expect(Object.values(estimate).every((bytes) => Number.isFinite(bytes) && bytes >= 0)).toBe(true);
});

test('a projector and an embedding model are told from a chat model', async () => {
  writeScriptedModel(inLibrary('G', 'Gem-GGUF', 'mmproj-F16.gguf'), { script: 'Hi.', architecture: 'clip' });
  writeScriptedModel(inLibrary('embed.gguf'), { script: 'Hi.', metadata: { 'llama.pooling_type': 1 } });
  writeShapedModel(inLibrary('chat.gguf'), {
    ...{
      architecture: 'qwen3',
      layers: 1,
      width: 64,
      heads: 1,
      kvHeads: 1,
      headLength: 64,
      feedForward: 64,
      vocabulary: 3000,
      contextLength: 128,
    },
  });
  await library.models.rescan();
  const kinds = Object.fromEntries(library.models.library().models.map(({ id, kind }) => [id, kind]));
  expect(kinds).toEqual({ 'gem-mmproj': 'projector', embed: 'embedding', chat: 'chat' });
});

test('a header is read again when the file has changed', async () => {
  const path = inLibrary('a.gguf');
  writeScriptedModel(path, { script: 'Hi.', name: 'First' });
  await library.models.rescan();
  expect((await library.models.readHeader('a')).metadata['general.name']).toBe('First');
  writeScriptedModel(path, { script: 'Hi.', name: 'Other' });
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  expect((await library.models.readHeader('a')).metadata['general.name']).toBe('Other');
});

test('a page without a file dialog sees folders and models, places to begin at, and why a folder cannot be read', async () => {
  mkdirSync(join(library.other, 'inner'));
  writeScriptedModel(join(library.other, 'b2.gguf'), { script: 'Hi.' });
  writeScriptedModel(join(library.other, 'b10.gguf'), { script: 'Hi.' });
  appendFileSync(join(library.other, 'notes.txt'), 'x');
  const listed = await library.models.listFolder({ path: library.other });
  expect(listed).toMatchObject({ path: library.other, parent: library.root });
  expect(listed.entries.map(({ name, type }) => [name, type])).toEqual([
    ['inner', 'folder'],
    ['b2.gguf', 'file'],
    ['b10.gguf', 'file'],
  ]);
  expect(listed.places.map(({ path }) => path)).toContain(inLibrary());
  await expect(library.models.listFolder({ path: join(library.root, 'none') })).rejects.toMatchObject({ code: 'file.not-found' });
});

test('what this host cannot do is said', async () => {
  writeScriptedModel(inLibrary('a.gguf'), { script: 'Hi.' });
  await library.models.rescan();
  expect(() => library.models.reveal({ id: 'a' })).toThrow(expect.objectContaining({ code: 'platform.unsupported' }));
  await expect(library.models.pick({ what: 'files' })).rejects.toMatchObject({ code: 'platform.unsupported' });
});
