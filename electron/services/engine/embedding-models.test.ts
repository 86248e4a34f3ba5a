/** Models that only make vectors: loaded without anything to write with, and plain about what they cannot do. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encoderWidth, writeEncoderModel } from '../../../e2e/tiny-models/encoder-model.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { parseGgufHeader } from '../../../shared/gguf.ts';
import { estimateMemory } from '../../../shared/memory.ts';
import { ask, createTestEngine } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-embedding-'));
const fileOf = (name: string) => join(folder, `${name}.gguf`);
for (const pooling of ['mean', 'cls', 'last'] as const) writeEncoderModel(fileOf(pooling), { pooling, contextLength: 64 });
// A decoder that was made for vectors, as Qwen3-Embedding is: it has a template and could write.
writeScriptedModel(fileOf('decoder'), { script: 'Hello there', metadata: { 'llama.pooling_type': 3 } });

const names = ['mean', 'cls', 'last', 'decoder'];
const files = Object.fromEntries(names.map((name) => [name, fileOf(name)]));
const { engine, collect } = createTestEngine(files, {}, undefined, { kind: 'embedding' });
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});
const signal = new AbortController().signal;

test('a BERT makes vectors, joined as its file says', async () => {
  const vectors = new Map<string, Float32Array>();
  for (const model of ['mean', 'cls', 'last']) {
    const reply = await engine.embed({ model, inputs: ['a cat is sleeping.', 'the river rose', 'a cat is sleeping.'] }, signal);
    const [first, second, again] = reply.vectors as [Float32Array, Float32Array, Float32Array];
    expect(first).toHaveLength(encoderWidth);
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    // Both marks around a text are counted.
    expect(reply.tokens).toEqual([7, 5, 7]);
    vectors.set(model, first);
  }
  expect(vectors.get('cls')).not.toEqual(vectors.get('mean'));
  expect(vectors.get('last')).not.toEqual(vectors.get('cls'));
});

test('a text of just the length that it was trained for is read, a longer one is refused with the numbers', async () => {
  const longest = Array.from({ length: 62 }, () => 'cat').join(' ');
  expect((await engine.embed({ model: 'mean', inputs: [longest] }, signal)).tokens).toEqual([64]);
  await expect(engine.embed({ model: 'mean', inputs: ['a', `${longest} cat`] }, signal)).rejects.toMatchObject({
    code: 'context.exceeded',
    data: { promptTokens: 65, contextLength: 64 },
  });
});

test('it says that it does not write, before anything is loaded; a decoder that was made for vectors makes them', async () => {
  for (const model of names) {
    expect(await collect(ask(model, 'Hello'))).toEqual([
      { type: 'error', error: { code: 'model.unable', data: { name: model, ability: 'generate' } } },
    ]);
  }
  const { vectors } = await engine.embed({ model: 'decoder', inputs: ['Hello'] }, signal);
  expect(vectors[0]?.length).toBeGreaterThan(0);
});

test('where the library takes it for a model that writes, the runner says it', async () => {
  const wrong = createTestEngine({ mean: fileOf('mean') });
  expect((await wrong.collect(ask('mean', 'Hello'))).at(-1)).toEqual({
    type: 'error',
    error: { code: 'model.unable', data: { ability: 'generate' } },
  });
  await wrong.engine.dispose();
});

test('it keeps nothing of a text: no cache is counted for it', () => {
  const read = parseGgufHeader(readFileSync(fileOf('mean')));
  if (read.type !== 'header') throw new Error('The header is longer than the file');
  const settings = { contextLength: 8192, parallelSlots: 1, kvCacheType: 'f16', flashAttention: 'auto' } as const;
  const { kvBytes, computeBytes } = estimateMemory({ header: read.header, settings, gpuLayers: 0 });
  expect(kvBytes).toBe(0);
  // It reads everything in one step.
  expect(computeBytes).toBeGreaterThan(8192 * encoderWidth * 4);
});
