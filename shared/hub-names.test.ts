import { expect, test } from 'vitest';
import { abilitiesOf, isSafeHubPath, parametersInName, repositoryName } from './hub-names.ts';

test.each(['model.gguf', 'Q2_K/model-00001-of-00002.gguf', 'dir#1/a b%20.gguf', '模型/权重.gguf', '.gitattributes', 'a..b.gguf'])(
  '%s may be written below the models folder',
  (path) => expect(isSafeHubPath(path)).toBe(true),
);

test.each([
  '',
  '..',
  '../evil.gguf',
  'a/../../evil.gguf',
  'a/./b.gguf',
  '/etc/passwd',
  '//server/share/x',
  'C:/x.gguf',
  'C:x.gguf',
  'a\\..\\b.gguf',
  '\\\\server\\share',
  'a//b.gguf',
  'a/',
  'nul',
  'CON.gguf',
  'sub/Aux.tar.gz',
  'com1',
  'LPT¹.txt',
  'name.',
  'name ',
  'dir /x.gguf',
  'dir./x.gguf',
  'x\u0000.gguf',
  'x\n.gguf',
  'file.gguf:stream',
  'a?.gguf',
  `${'x'.repeat(241)}.gguf`,
  `${'模'.repeat(90)}.gguf`,
  'd/'.repeat(600),
  'x\ud800.gguf',
  'a\u202efugg.exe',
])('%j from a hub is refused as a path', (path) => expect(isSafeHubPath(path)).toBe(false));

test.each([
  ['Qwen/Qwen3-8B-GGUF', 'Qwen3 8B'],
  ['bartowski/Qwen_Qwen3-8B-GGUF', 'Qwen3 8B'],
  ['bartowski/meta-llama_Llama-3.3-70B-Instruct-GGUF', 'Llama 3.3 70B Instruct'],
  ['mradermacher/Foo-7B-i1-GGUF', 'Foo 7B'],
  ['someone/Phi-4-mini-Q4_K_M-GGUF', 'Phi 4 mini'],
  ['unsloth/gpt-oss-20b-GGUF', 'gpt oss 20b'],
  ['acme/GGUF', 'GGUF'],
])('%s is called %s', (repository, name) => expect(repositoryName(repository)).toBe(name));

test('parameters are read from a name where it says them', () => {
  expect(parametersInName('Qwen3-8B-GGUF')).toBe(8e9);
  expect(parametersInName('Qwen3-30B-A3B')).toBe(30e9);
  expect(parametersInName('SmolLM2-135M-Instruct')).toBe(135e6);
  expect(parametersInName('Mixtral-8x7B')).toBeUndefined();
  expect(parametersInName('bert-base')).toBeUndefined();
});

test('abilities come from the task, the tags and the chat template', () => {
  expect(abilitiesOf({ tags: ['gguf', 'text-generation'] })).toEqual([]);
  expect(abilitiesOf({ tags: ['feature-extraction'] })).toEqual(['embedding']);
  expect(abilitiesOf({ tags: ['image-text-to-text'] })).toEqual(['vision']);
  const template = '{%- if tools %}x{% endif %}{% if enable_thinking %}<think>{% endif %}';
  expect(abilitiesOf({ tags: [], chatTemplate: template })).toEqual(['tools', 'reasoning']);
  expect(abilitiesOf({ tags: [], chatTemplate: 'You have many tools. {{ messages }}' })).toEqual([]);
});

test('a template of brackets that are never closed is read through once', () => {
  for (const bracket of ['{%', '{{']) expect(abilitiesOf({ tags: [], chatTemplate: bracket.repeat(150_000) })).toEqual([]);
  expect(abilitiesOf({ tags: [], chatTemplate: '{{ x }}{% if a and tools %}' })).toEqual(['tools']);
  expect(abilitiesOf({ tags: [], chatTemplate: '{% x %} tools {% toolset %}' })).toEqual([]);
});
