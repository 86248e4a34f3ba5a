import { expect, test } from 'vitest';
import { licenceName } from './licences.ts';
import { suggest } from './suggest.ts';

const names = ['Qwen', 'Qwen3 8B', 'Mistral', 'mistralai', 'DeepSeek', 'Meta', 'Gemma 3 4B'];

test.each([
  ['qwne', 'Qwen'],
  ['mistrl', 'Mistral'],
  ['depseek', 'DeepSeek'],
  ['gema 3', 'Gemma 3 4B'],
  ['gema', 'Gemma 3 4B'],
])('%s may mean %s', (text, name) => {
  expect(suggest(text, names)).toBe(name);
});

test('nothing is suggested for what is far from every name, or for a word of two letters', () => {
  expect(suggest('bread recipes', names)).toBeUndefined();
  expect(suggest('qw', names)).toBeUndefined();
});

test('licences have the names people know', () => {
  expect(['apache-2.0', 'cc-by-nc-4.0', 'gpl-3.0', 'nvidia-open', 'other'].map(licenceName)).toEqual([
    'Apache 2.0',
    'CC-BY-NC 4.0',
    'GPL 3.0',
    'nvidia-open',
    undefined,
  ]);
});
