import { expect, test } from 'vitest';
import { closeTable } from './close-table.ts';

test('the head of a table is a table from its first cell on', () => {
  expect(closeTable('See:\n\n| A | B')).toBe('See:\n\n| A | B |\n| --- | --- |\n');
  expect(closeTable('| A | B |\n| -')).toBe('| A | B |\n| --- | --- |\n');
});

test('a table that stands, prose and code stay as they are', () => {
  for (const text of ['| A | B |\n|---|--:|\n| 1 |', '| A | B |\n|---|--:|', 'a | b', '```sh\n\n| x', 'Text\n| not a head\nmore', '|']) {
    expect(closeTable(text), text).toBe(text);
  }
});
