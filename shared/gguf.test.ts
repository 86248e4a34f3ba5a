import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fuzzCases, seededRandom } from '../e2e/long-run.ts';
import { type BrokenKind, writeBrokenModel } from '../e2e/tiny-models/broken-model.ts';
import { type MetadataInput, writeGguf } from '../e2e/tiny-models/gguf-writer.ts';
import { writeScriptedModel } from '../e2e/tiny-models/scripted-model.ts';
import { starterFile } from '../e2e/tiny-models/starter-file.ts';
import { type GgufHeader, parseGgufHeader } from './gguf.ts';
import { checkShapes, checkTensors } from './gguf-checks.ts';
import { GgufError } from './gguf-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-gguf-'));
const path = join(folder, 'model.gguf');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parseFile(file: string): GgufHeader {
  const parsed = parseGgufHeader(readFileSync(file));
  if (parsed.type === 'more') throw new GgufError('truncated', 'ends early');
  return parsed.header;
}

/** Why the file is refused, by the steps the library takes. */
function reasonOf(file: string): string | undefined {
  try {
    const header = parseFile(file);
    checkShapes(header);
    return checkTensors(header, statSync(file).size).type === 'truncated' ? 'truncated' : undefined;
  } catch (error) {
    return error instanceof GgufError ? error.reason : String(error);
  }
}

test('reads metadata, tensors and where the data begins', () => {
  const layout = writeScriptedModel(path, {
    script: 'Hi.',
    name: 'Named',
    metadata: { 'a.list': [1, 2], 'a.big': { type: 'u64', value: 2 ** 40 } },
  });
  const header = parseFile(path);
  expect(header).toMatchObject({ version: 3, dataOffset: layout.dataOffset, alignment: 32 });
  expect(header.metadata).toMatchObject({ 'general.name': 'Named', 'a.list': { of: 'i32', values: [1, 2] }, 'a.big': 2 ** 40 });
  expect(header.tensors[0]).toMatchObject({ name: 'token_embd.weight', type: 1, offset: 0 });
  expect(checkTensors(header, layout.sizeBytes)).toEqual({ type: 'complete' });
});

test('asks for more bytes until it has them, and never for fewer than it has', () => {
  writeScriptedModel(path, { script: 'Hi.' });
  const bytes = readFileSync(path);
  let given = 0;
  for (let round = 0; round < 10_000; round++) {
    const parsed = parseGgufHeader(bytes.subarray(0, given));
    if (parsed.type === 'header') return expect(parsed.header).toEqual(parseFile(path));
    expect(parsed.atLeastBytes).toBeGreaterThan(given);
    given = parsed.atLeastBytes;
  }
  throw new Error('never parsed');
});

test('a long vocabulary is counted, not kept, save for its tags', () => {
  const tokens = Array.from({ length: 5000 }, (_, index) => (index === 4000 ? '<think>' : `token ${index}`));
  writeGguf(path, { metadata: { 'tokenizer.ggml.tokens': tokens, scores: tokens.map((_, index) => index) }, tensors: [] });
  const { metadata } = parseFile(path);
  expect(metadata['tokenizer.ggml.tokens']).toEqual({ of: 'string', length: 5000, tags: ['<think>'] });
  expect(metadata.scores).toEqual({ of: 'i32', length: 5000 });
});

test('keys that mean something to JavaScript are just keys', () => {
  writeGguf(path, { metadata: JSON.parse('{"__proto__": "a", "constructor": "b"}'), tensors: [] });
  const { metadata } = parseFile(path);
  expect(Object.keys(metadata)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>).a).toBeUndefined();
});

test.each<[BrokenKind, string]>([
  ['truncated-data', 'truncated'],
  ['truncated-tensor-infos', 'truncated'],
  ['truncated-metadata', 'truncated'],
  ['zero-bytes', 'truncated'],
  ['wrong-magic', 'not-gguf'],
  ['text', 'not-gguf'],
  ['tensor-count', 'bad-metadata'],
  ['metadata-count', 'bad-metadata'],
  ['key-length', 'bad-metadata'],
  ['version-99', 'unsupported-version'],
  ['head-count-0', 'unsafe'],
  ['block-count-100000', 'unsafe'],
])('refuses %s as %s', (kind, reason) => {
  expect(reasonOf(writeBrokenModel(path, kind))).toBe(reason);
});

test('says how many bytes are missing', () => {
  const { sizeBytes } = writeScriptedModel(path, { script: 'Hi.' });
  const { missingBytes } = checkTensors(parseFile(path), sizeBytes - 1000) as { missingBytes: number };
  expect(missingBytes).toBe(1000);
});

test.each<[string, Record<string, MetadataInput>]>([
  ['more experts used than there are', { 'llama.expert_count': 2, 'llama.expert_used_count': 4 }],
  ['used experts without experts', { 'llama.expert_used_count': 2 }],
  ['no layers', { 'llama.block_count': 0 }],
])('refuses shapes that abort the engine: %s', (_, metadata) => {
  writeScriptedModel(path, { script: 'Hi.', metadata });
  expect(reasonOf(path)).toBe('unsafe');
});

test('a recurrent model has no heads and is fine', () => {
  writeScriptedModel(path, { script: 'Hi.', architecture: 'mamba', metadata: { 'mamba.attention.head_count': 0 } });
  expect(reasonOf(path)).toBeUndefined();
});

test('no flipped byte makes it throw anything but GgufError', () => {
  const { dataOffset } = writeScriptedModel(path, { script: 'Hi.' });
  const bytes = readFileSync(path);
  for (let at = 0; at < dataOffset; at += 7) {
    for (const value of [0, 0x7f, 0xff]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = value;
      try {
        const parsed = parseGgufHeader(changed);
        if (parsed.type === 'header') checkShapes(parsed.header);
      } catch (error) {
        expect(error).toBeInstanceOf(GgufError);
      }
    }
  }
});

test('no header damaged at random, cut or filled with noise, makes it throw anything but GgufError', () => {
  const { dataOffset } = writeScriptedModel(path, { script: 'Hi.' });
  const bytes = readFileSync(path).subarray(0, dataOffset);
  const random = seededRandom(3);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < fuzzCases; round += 1) {
    const changed = Uint8Array.from(bytes);
    const from = below(dataOffset);
    const length = 1 + below(round % 2 === 0 ? 4 : 64);
    for (let at = from; at < Math.min(from + length, dataOffset); at += 1) changed[at] = below(256);
    try {
      const parsed = parseGgufHeader(round % 3 === 0 ? changed.subarray(0, below(dataOffset)) : changed);
      if (parsed.type === 'header') checkShapes(parsed.header);
    } catch (error) {
      expect(error, `round ${round}`).toBeInstanceOf(GgufError);
    }
  }
});

test('reads the starter model', () => {
  const header = parseFile(starterFile);
  expect(header.metadata).toMatchObject({ 'general.architecture': 'llama', 'llama.block_count': 30 });
  expect(checkTensors(header, statSync(starterFile).size)).toEqual({ type: 'complete' });
});
