import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formats, silentFormats } from './formats.ts';
import { asking } from './keywords.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/api.md'), 'utf8');
const schemas = text.slice(text.indexOf('\n## JSON schemas\n'));

test('docs/api.md says of every keyword and every format whether a grammar keeps it', () => {
  const names = [...asking, ...Object.keys(formats), ...silentFormats];
  expect(names.filter((name) => !schemas.includes(`\`${name}\``))).toEqual([]);
});
