import { expect, test } from 'vitest';
import { findModelAddress } from './model-address.ts';

const address = (repository: string, more = {}) => ({
  source: 'hugging-face',
  repository,
  versionId: undefined,
  filePath: undefined,
  ...more,
});

test.each([
  ['Qwen/Qwen3-8B-GGUF', address('Qwen/Qwen3-8B-GGUF')],
  ['a/b:Q4_K_M', address('a/b', { versionId: 'Q4_K_M' })],
  ['a/b@q4_k_m', address('a/b', { versionId: 'q4_k_m' })],
  ['a/b:UD/Q4_K_XL', address('a/b', { versionId: 'UD/Q4_K_XL' })],
  ['hf.co/a/b', address('a/b')],
  ['hf.co/a/b:Q8_0', address('a/b', { versionId: 'Q8_0' })],
  ['https://huggingface.co/a/b', address('a/b')],
  ['https://huggingface.co/a/b/', address('a/b')],
  ['https://huggingface.co/a/b/tree/main', address('a/b')],
  ['https://huggingface.co/a/b:Q8_0', address('a/b', { versionId: 'Q8_0' })],
  ['https://hf-mirror.com/a/b', address('a/b')],
  ['https://huggingface.co/a/b/blob/main/dir/x%20y-Q4_0.gguf?download=true', address('a/b', { filePath: 'dir/x y-Q4_0.gguf' })],
  ['https://modelscope.cn/models/a/b/summary', address('a/b', { source: 'model-scope' })],
  ['open.ai/model', address('open.ai/model')],
])('%s', (typed, wanted) => {
  expect(findModelAddress(typed)).toEqual(wanted);
});

test.each([
  'qwen3',
  'a/b/model-Q4_K_M.gguf',
  'a/b:',
  'a/b:x:y',
  '../b',
  'https://elsewhere.org/a/b',
  'https://a/b',
  'https://hf.co/a/b/blob/main/100%.gguf',
  'a b/c',
  '',
])('"%s" is none', (typed) => {
  expect(findModelAddress(typed)).toBeUndefined();
});
