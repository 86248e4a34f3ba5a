/** Schemas made to keep the host busy: a program's mistake, or its malice, must not stop anybody else. */
import { expect, test } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import { compileSchema } from './schema-grammar.ts';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const named = <T>(count: number, make: (index: number) => T): Record<string, T> =>
  Object.fromEntries(many(count, (index) => [`p${index}`, make(index)]));

function refusal(schema: unknown): unknown {
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    return error instanceof AppError && error.code === 'schema.unsupported' ? error.data?.keyword : error;
  }
}

test.each<[name: string, schema: unknown, keyword: string]>([
  [
    'schemas joined again and again',
    {
      $ref: '#/$defs/p0',
      $defs: named(60, (index) =>
        index === 59 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/p${index + 1}` }, { $ref: `#/$defs/p${index + 1}` }] },
      ),
    },
    'allOf',
  ],
  ['a join with itself', { allOf: [{ $ref: '#' }, { $ref: '#' }] }, 'allOf'],
  ['a vast number of items', { type: 'array', items: { type: 'integer' }, minItems: 1e9 }, 'minItems'],
  ['a vast length', { type: 'string', maxLength: 1e9 }, 'maxLength'],
  ['a length that is none', { type: 'string', minLength: 'a' }, 'minLength'],
  ['half an item', { type: 'array', maxItems: 1.5 }, 'maxItems'],
  ['a vast list of values', { enum: many(200_000, (index) => `value ${index}`) }, 'enum'],
  ['nested repetitions', { type: 'string', pattern: '^((a?){60}){60}$' }, 'pattern'],
  ['a long row of maybes', { type: 'string', pattern: `^(${'a?'.repeat(1000)})$` }, 'pattern'],
  ['a pattern as long as a book', { type: 'string', pattern: 'a'.repeat(4000) }, 'pattern'],
  ['branches that multiply', { type: 'string', pattern: many(60, (index) => `.*x${index}.*`).join('|') }, 'pattern'],
])('%s: refused, and by name', (_name, schema, keyword) => {
  expect(refusal(schema)).toBe(keyword);
});

test.each<[name: string, schema: unknown]>([
  [
    'thousands of optional properties',
    { type: 'object', properties: named(5000, () => ({ type: 'integer' })), additionalProperties: false },
  ],
  [
    'thousands of properties and any others',
    { type: 'object', properties: named(1000, () => ({ type: 'integer' })), additionalProperties: { type: 'string' } },
  ],
  [
    'hundreds of dates',
    { type: 'object', properties: named(500, () => ({ type: 'string', format: 'date-time' })), additionalProperties: false },
  ],
  ['a pattern that repeats a repetition', { type: 'string', pattern: '^(a+)+$' }],
])('%s: kept', (_name, schema) => {
  expect(refusal(schema)).toBeUndefined();
});
