import { expect, test } from 'vitest';
import { isWebAddress, parseAddress } from './parse-address.ts';

test.each([
  ['https://huggingface.co/Qwen/Qwen3-8B-GGUF', 'hugging-face', 'Qwen/Qwen3-8B-GGUF'],
  ['hf.co/Qwen/Qwen3-8B-GGUF:Q4_K_M', 'hugging-face', 'Qwen/Qwen3-8B-GGUF'],
  [' https://huggingface.co/Qwen/Qwen3-8B-GGUF/tree/main?show=1 ', 'hugging-face', 'Qwen/Qwen3-8B-GGUF'],
  ['https://hf-mirror.com/Qwen/Qwen3-8B-GGUF', 'hugging-face', 'Qwen/Qwen3-8B-GGUF'],
  ['https://www.modelscope.cn/models/Qwen/Qwen3-8B-GGUF/files', 'model-scope', 'Qwen/Qwen3-8B-GGUF'],
  ['Qwen/Qwen3-8B-GGUF', 'hugging-face', 'Qwen/Qwen3-8B-GGUF'],
] as const)('%s names a model', (text, source, repository) => {
  expect(parseAddress(text, 'hugging-face')).toEqual({ source, repository });
});

test.each([
  'qwen',
  'qwen 3',
  'https://example.org/a/b',
  'https://huggingface.co/datasets/a',
  'https://huggingface.co/datasets/a/b',
  '../b',
  'a/b/c',
])('%s names none', (text) => {
  expect(parseAddress(text, 'hugging-face')).toBeUndefined();
});

test('a name without a host is looked for where one is searching, and an address where it lies', () => {
  expect(parseAddress('Qwen/Qwen3-8B-GGUF', 'model-scope')?.source).toBe('model-scope');
  expect(parseAddress('hf.co/Qwen/Qwen3-8B-GGUF', 'model-scope')?.source).toBe('hugging-face');
});

test('what is typed with a slash is not yet an address of the web', () => {
  expect(isWebAddress('qwen/qwen3')).toBe(false);
  expect(isWebAddress('hf.co/qwen/qwen3')).toBe(true);
  expect(isWebAddress('www.modelscope.cn/models/qwen/qwen3')).toBe(true);
});
