import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../../e2e/tiny-models/scripted-model.ts';
import { writeSplitModel } from '../../../../e2e/tiny-models/split-model.ts';
import type { OtherProgram } from '../../../../shared/models.ts';
import { openLibrary, type TestLibrary } from '../test-library.ts';

let library: TestLibrary;
beforeEach(async () => {
  library = await openLibrary();
});
afterEach(() => library.dispose());

const use = (program: OtherProgram, isUsed = true) => library.models.useProgram({ program, isUsed });
const inHome = (...names: string[]) => join(library.person, ...names);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const ids = () => library.models.library().models.map(({ id }) => id);

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

interface Layer {
  script: string;
  mediaType?: string;
  architecture?: string;
}

/** What `ollama pull` leaves behind. Answers the blob of the first layer. */
function pullOllama(folder: string, name: string[], ...written: Layer[]): string {
  const layers = written.map(({ script, mediaType = 'application/vnd.ollama.image.model', architecture = 'llama' }, index) => {
    const waiting = join(folder, 'blobs', `new-${index}`);
    writeScriptedModel(waiting, { script, name: 'Llama 3.2 1B Instruct', architecture });
    const hash = sha256(waiting);
    renameSync(waiting, join(folder, 'blobs', `sha256-${hash}`));
    return { mediaType, digest: `sha256:${hash}`, size: 1 };
  });
  const others = ['template', 'params', 'license'].map((part, index) => {
    const digest = `sha256:${String(index).repeat(64)}`;
    writeText(join(folder, 'blobs', digest.replace(':', '-')), part);
    return { mediaType: `application/vnd.ollama.image.${part}`, digest, size: part.length };
  });
  writeText(join(folder, 'manifests', ...name), JSON.stringify({ schemaVersion: 2, config: others[0], layers: [...layers, ...others] }));
  return join(folder, 'blobs', layers[0]?.digest.replace(':', '-') ?? '');
}

/** What `hf download` leaves behind: a blob and a link to it. */
function writeCached(hub: string, options: { revision: string; fileName: string; script: string; isMain?: boolean }): string {
  const own = join(hub, 'models--Maker--Talker-GGUF');
  const waiting = join(own, 'blobs', 'waiting.incomplete');
  writeScriptedModel(waiting, { script: options.script });
  const blob = join(own, 'blobs', sha256(waiting));
  renameSync(waiting, blob);
  const link = join(own, 'snapshots', options.revision, options.fileName);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(blob, link);
  if (options.isMain) writeText(join(own, 'refs', 'main'), options.revision);
  return link;
}

test('models of LM Studio are found and told of, and listed only once the person says so', async () => {
  const path = inHome('.lmstudio', 'models', 'Maker', 'Talker-1B-GGUF', 'Talker-1B-Q8_0.gguf');
  const { sizeBytes } = writeScriptedModel(path, { script: 'Hi.' });
  writeScriptedModel(join(dirname(path), 'mmproj-Talker-1B-F16.gguf'), { script: 'Hi.', architecture: 'clip' });
  await library.models.rescan();
  const { programs } = await library.until((state) => state.programs.length > 0);
  expect(programs).toMatchObject([{ program: 'lm-studio', path: inHome('.lmstudio', 'models'), isUsed: false, modelCount: 1 }]);
  expect(programs[0]?.sizeBytes).toBeGreaterThan(sizeBytes);
  expect(ids()).toEqual([]);

  await use('lm-studio');
  expect(library.models.library().programs).toMatchObject([{ program: 'lm-studio', isUsed: true }]);
  expect(library.models.find('maker/talker-1b-gguf')).toMatchObject({
    ...{ id: 'talker-1b', publisher: 'Maker', repository: 'Talker-1B-GGUF', quantization: 'Q8_0', place: 'lm-studio' },
  });
  // A folder's name is no proof of where a file came from.
  expect(library.models.find('talker-1b').origin).toBeUndefined();
  await use('lm-studio', false);
  expect(ids()).toEqual([]);
});

test('LM Studio’s own settings say where its models are', async () => {
  writeText(inHome('.lmstudio-home-pointer'), inHome('studio'));
  writeText(inHome('studio', 'settings.json'), JSON.stringify({ downloadsFolder: join(library.other, 'drive') }));
  writeScriptedModel(join(library.other, 'drive', 'A', 'B-GGUF', 'b.gguf'), { script: 'Hi.' });
  writeText(inHome('.cache', 'lm-studio', 'settings.json'), 'not JSON');
  writeScriptedModel(inHome('.cache', 'lm-studio', 'models', 'C', 'D-GGUF', 'd.gguf'), { script: 'Hi.' });
  await use('lm-studio');
  expect(ids().sort()).toEqual(['b', 'd']);
});

test('Ollama’s blobs are models under the names that Ollama gives them, one per blob', async () => {
  const folder = inHome('.ollama', 'models');
  const registry = ['registry.ollama.ai', 'library'];
  const blob = pullOllama(folder, [...registry, 'llama3.2', '1b'], { script: 'Hi.' });
  const [manifest, latest] = ['1b', 'latest'].map((tag) => join(folder, 'manifests', ...registry, 'llama3.2', tag));
  writeFileSync(latest ?? '', readFileSync(manifest ?? ''));
  await use('ollama');
  expect(library.only()).toMatchObject({
    ...{ id: 'llama3.2-1b', name: 'Llama 3.2 1B Instruct', aliases: ['llama3.2:1b', 'llama3.2:latest'], place: 'ollama', kind: 'chat' },
    files: [{ path: blob }],
  });
  expect(library.only().broken).toBeUndefined();
  for (const name of ['llama3.2:1b', 'llama3.2', 'llama3.2:latest', blob]) expect(library.models.find(name).id, name).toBe('llama3.2-1b');
  expect((await library.models.readHeader('llama3.2:1b')).tensors.length).toBeGreaterThan(0);
  expect(library.models.library().programs).toMatchObject([{ program: 'ollama', modelCount: 1 }]);
});

test('Ollama’s names from elsewhere, its projectors, and manifests that mean nothing', async () => {
  const folder = join(library.other, 'ollama-models');
  const projector = { script: 'Eye.', mediaType: 'application/vnd.ollama.image.projector', architecture: 'clip' };
  pullOllama(folder, ['hf.co', 'Maker', 'Talker-GGUF', 'Q8_0'], { script: 'Hub.' }, projector);
  pullOllama(folder, ['registry.ollama.ai', 'someone', 'own', 'latest'], { script: 'Own.' });
  const layer = { mediaType: 'application/vnd.ollama.image.model', digest: 'sha256:../../../other/secret' };
  writeText(join(folder, 'manifests', 'registry.ollama.ai', 'library', 'evil', 'latest'), JSON.stringify({ layers: [layer] }));
  writeText(join(folder, 'manifests', 'registry.ollama.ai', 'library', 'half', 'latest'), '{"layers":[');
  library.dispose();
  library = await openLibrary({ root: library.root, environment: { OLLAMA_MODELS: folder } });
  pullOllama(folder, ['hf.co', 'Maker', 'Talker-GGUF', 'Q8_0'], { script: 'Hub.' }, projector);
  pullOllama(folder, ['registry.ollama.ai', 'someone', 'own', 'latest'], { script: 'Own.' });
  await use('ollama');
  const models = library.models.library().models.map(({ id, kind, publisher }) => ({ id, kind, publisher }));
  expect(models.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    { id: 'own', kind: 'chat', publisher: 'someone' },
    { id: 'talker', kind: 'chat', publisher: 'Maker' },
    { id: 'talker-mmproj', kind: 'projector', publisher: 'Maker' },
  ]);
  expect(library.models.find('hf.co/Maker/Talker-GGUF:Q8_0').id).toBe('talker');
  expect(library.models.find('someone/own').id).toBe('own');
});

test('a file in the Hugging Face cache says where it came from, to the commit; an old snapshot is no second model', async () => {
  const hub = inHome('.cache', 'huggingface', 'hub');
  writeCached(hub, { revision: 'old', fileName: 'talker-Q8_0.gguf', script: 'Once.' });
  const link = writeCached(hub, { revision: 'new', fileName: 'talker-Q8_0.gguf', script: 'Now.', isMain: true });
  writeText(join(hub, 'models--Maker--Other', 'snapshots', 'x', 'config.json'), '{}');
  await use('hugging-face');
  expect(library.only()).toMatchObject({
    ...{ id: 'talker', publisher: 'Maker', repository: 'Talker-GGUF', place: 'hugging-face', files: [{ path: link }] },
    origin: {
      source: 'hugging-face',
      repository: 'Maker/Talker-GGUF',
      revision: 'new',
      webUrl: 'https://huggingface.co/Maker/Talker-GGUF',
    },
  });
  expect(library.models.originOf('talker')).toEqual({
    ...{ source: 'hugging-face', repository: 'Maker/Talker-GGUF', revision: 'new' },
    files: [{ path: link, fileName: 'talker-Q8_0.gguf', expectedSha256: sha256(link), sizeBytes: library.only().sizeBytes }],
  });
});

test('HF_HOME moves the cache, and files in folders of a repository keep their whole name', async () => {
  const cache = join(library.other, 'cache');
  library.dispose();
  library = await openLibrary({ root: library.root, environment: { HF_HOME: cache } });
  writeCached(join(cache, 'hub'), { revision: 'r', fileName: 'Q8_0/talker-Q8_0.gguf', script: 'Hi.' });
  await use('hugging-face');
  expect(library.models.originOf('talker').files).toMatchObject([{ fileName: 'Q8_0/talker-Q8_0.gguf' }]);
});

test('what another program owns is never deleted', async () => {
  const path = inHome('.lmstudio', 'models', 'A', 'B', 'b.gguf');
  writeScriptedModel(path, { script: 'Hi.' });
  await use('lm-studio');
  await expect(library.models.remove({ id: 'b' })).rejects.toMatchObject({ code: 'model.read-only', data: { program: 'lm-studio' } });
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(library.home)).not.toContain('trash');
});

test('what comes and goes in other programs is noticed', async () => {
  const ollama = inHome('.ollama', 'models');
  pullOllama(ollama, ['registry.ollama.ai', 'library', 'one', 'latest'], { script: 'One.' });
  await use('ollama');
  pullOllama(ollama, ['registry.ollama.ai', 'library', 'two', '1b'], { script: 'Two.' });
  await library.until(({ models }) => models.length === 2);
  rmSync(join(ollama, 'manifests', 'registry.ollama.ai', 'library', 'one'), { recursive: true });
  await library.until(({ models }) => models.length === 1 && models[0]?.id === 'two-1b');
});

test('no model of the person’s own is called otherwise because another program has it too', async () => {
  writeScriptedModel(join(library.home, 'models', 'Maker', 'Talker-GGUF', 'talker-Q8_0.gguf'), { script: 'Hi.' });
  await library.models.rescan();
  expect(ids()).toEqual(['talker']);
  const folder = inHome('.lmstudio', 'models', 'Maker', 'Talker-GGUF');
  writeScriptedModel(join(folder, 'talker-Q8_0.gguf'), { script: 'Hello.' });
  writeSplitModel(folder, { script: 'Hi.', parts: 2, fileName: 'talker-Q4_0' });
  await use('lm-studio');
  expect(ids()).toEqual(['talker', 'talker@q4_0', 'talker@q8_0']);
});

test('what was used of other programs is there at the next start before anything is read', async () => {
  writeScriptedModel(inHome('.lmstudio', 'models', 'A', 'B', 'b.gguf'), { script: 'Hi.' });
  await use('lm-studio');
  const again = library.another();
  expect(again.library().models.map(({ id, place }) => ({ id, place }))).toEqual([{ id: 'b', place: 'lm-studio' }]);
  await again.ready;
  again.dispose();
});
