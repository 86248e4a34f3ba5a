import { expect, test } from 'vitest';
import { findModel, type NamedModel, nearestNames } from './find-model.ts';
import type { GgufHeader, GgufValue } from './gguf.ts';
import { assignIds, baseIdOf, displayNameOf, partOf, quantizationOf } from './model-names.ts';

const headerOf = (metadata: Record<string, GgufValue>): GgufHeader => ({ version: 3, metadata, tensors: [], dataOffset: 0, alignment: 32 });

test.each([
  ['Qwen3-8B-Q4_K_M.gguf', undefined, 'qwen3-8b'],
  ['Qwen3-8B-Q4_K_M.gguf', 'Qwen3-8B-GGUF', 'qwen3-8b'],
  ['qwen2.5-coder-7b-instruct-q4_k_m-00001-of-00002.gguf', 'Qwen2.5-Coder-7B-Instruct-GGUF', 'qwen2.5-coder-7b-instruct'],
  ['something-else-F16.gguf', 'my-models', 'something-else'],
  ['model.gguf', 'Phi-4-mini-gguf', 'phi-4-mini'],
  ['my model: new.gguf', undefined, 'my-model-new'],
  ['Q4_0.gguf', undefined, 'q4_0'],
])('%s in %s is called %s', (fileName, repository, id) => {
  expect(baseIdOf({ fileName, repository, kind: 'chat' })).toBe(id);
});

test('a projector does not take its model’s name', () => {
  expect(baseIdOf({ fileName: 'mmproj-F16.gguf', repository: 'gemma-3-4b-it-GGUF', kind: 'projector' })).toBe('gemma-3-4b-it-mmproj');
});

test('ids get a quantization, a publisher and a number only where they need them', () => {
  const model = (base: string, quantization?: string, publisher?: string) => ({ base, quantization, publisher });
  expect(assignIds([model('a', 'Q4_0'), model('b', 'Q4_0'), model('b', 'Q8_0')])).toEqual(['a', 'b@q4_0', 'b@q8_0']);
  expect(assignIds([model('a', 'F16', 'One'), model('a', 'F16', 'Two')])).toEqual(['one/a@f16', 'two/a@f16']);
  expect(assignIds([model('a', 'F16'), model('a', 'F16'), model('a')])).toEqual(['a@f16', 'a@f16~2', 'a']);
});

test.each([
  ['x-Q4_K_M.gguf', {}, 'Q4_K_M'],
  ['x.IQ2_XXS.gguf', {}, 'IQ2_XXS'],
  ['x-UD-Q4_K_XL.gguf', { 'general.file_type': 15 }, 'Q4_K_XL'],
  ['x-fp16.gguf', {}, 'F16'],
  ['gpt-oss-20b-mxfp4.gguf', {}, 'MXFP4'],
  ['x.gguf', { 'general.file_type': 7 }, 'Q8_0'],
  ['Qwen3.gguf', {}, undefined],
])('%s is quantized as %s says', (fileName, metadata, quantization) => {
  expect(quantizationOf(fileName, headerOf(metadata))).toBe(quantization);
});

test.each([
  ['Qwen3-8B-Q4_K_M.gguf', { 'general.name': 'Qwen3 8B' }, 'Qwen3 8B'],
  ['Llama-3.2-1B-Instruct-Q4_K_M.gguf', { 'general.name': 'models' }, 'Llama 3.2 1B Instruct'],
  ['a-b-F16.gguf', { 'general.name': '/home/me/out' }, 'a b'],
  ['Phi-4-mini.gguf', {}, 'Phi 4 mini'],
  ['x.gguf', { 'general.name': 'Phi-4-mini' }, 'Phi 4 mini'],
])('people call %s with %j: %s', (fileName, metadata, name) => {
  expect(displayNameOf({ fileName, kind: 'chat' }, headerOf(metadata))).toBe(name);
});

test('parts of a split model are known by their names', () => {
  expect(partOf('big-00002-of-00003.gguf')).toEqual({ index: 2, count: 3 });
  expect(partOf('big.gguf')).toBeUndefined();
  expect(partOf('big-00004-of-00003.gguf')).toBeUndefined();
});

const named = (id: string, path: string, more: Partial<NamedModel> = {}): NamedModel => ({
  id,
  name: id,
  files: [{ path }],
  modifiedAt: 1,
  ...more,
});
const models = [
  named('qwen3-8b@q4_k_m', '/m/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf', {
    quantization: 'Q4_K_M',
    publisher: 'Qwen',
    repository: 'Qwen3-8B-GGUF',
  }),
  named('qwen3-8b@q8_0', '/m/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q8_0.gguf', {
    quantization: 'Q8_0',
    publisher: 'Qwen',
    repository: 'Qwen3-8B-GGUF',
    lastUsedAt: 5,
  }),
  named('llama-3.2-1b-instruct', '/m/Llama-3.2-1B-Instruct-Q4_K_M.gguf', { quantization: 'Q4_K_M', name: 'Llama 3.2 1B Instruct' }),
  named('phi-4', 'C:\\models\\phi-4.gguf'),
];

test.each([
  ['qwen3-8b@q4_k_m', 0],
  ['Qwen3-8B@Q4_K_M', 0],
  ['qwen3-8b:q4_k_m', 0],
  ['Qwen/Qwen3-8B-GGUF:Q4_K_M', 0],
  ['hf.co/Qwen/Qwen3-8B-GGUF:Q8_0', 1],
  ['Qwen/Qwen3-8B', 1],
  ['qwen3-8b', 1],
  ['qwen3:8b', 1],
  ['qwen3:8b-q4_K_M', 0],
  ['Qwen3-8B-Q4_K_M.gguf', 0],
  ['Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf', 0],
  ['/m/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q8_0.gguf', 1],
  ['llama3.2:1b', 2],
  ['llama-3.2-1b-instruct@q4_k_m', 2],
  ['Llama 3.2 1B Instruct', 2],
  ['C:/models/phi-4.gguf', 3],
  ['phi-4:latest', 3],
])('%s means model %i', (name, index) => {
  expect(findModel(models, name)).toBe(models[index]);
});

test.each(['qwen3-8b@q2_k', 'qwen', 'gpt-4', 'llama3.2:3b', '', 'm'])('%j means no model', (name) => {
  expect(findModel(models, name)).toBeUndefined();
});

test('a slip of the finger leads to the nearest name, nonsense to none', () => {
  expect(nearestNames(models, 'lama-3.2-1b-instruct')[0]).toBe('llama-3.2-1b-instruct');
  expect(nearestNames(models, 'qwen3')[0]).toBe('qwen3-8b@q4_k_m');
  expect(nearestNames(models, 'zzzzzzzzzzzz')).toEqual([]);
});
