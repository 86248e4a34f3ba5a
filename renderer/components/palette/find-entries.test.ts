import { expect, test } from 'vitest';
import { findEntries, markMatches } from './find-entries.ts';

const entries = ['Load a model…', 'Models', 'Light or dark mode', '载入模型'].map((label) => ({ label }));

test('finds by every word in any order, beginnings first, in Chinese too', () => {
  expect(findEntries(entries, 'mo', 9).map(({ label }) => label)).toEqual(['Models', 'Load a model…', 'Light or dark mode']);
  expect(findEntries(entries, 'mode dark', 9).map(({ label }) => label)).toEqual(['Light or dark mode']);
  expect(findEntries(entries, '模型', 9).map(({ label }) => label)).toEqual(['载入模型']);
});

test('marks what was typed and loses no letter', () => {
  expect(markMatches('Load a model', 'MO lo')).toEqual([
    { text: 'Lo', isMatch: true },
    { text: 'ad a ', isMatch: false },
    { text: 'mo', isMatch: true },
    { text: 'del', isMatch: false },
  ]);
});
