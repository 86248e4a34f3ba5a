/** Whatever grammar Alcove writes, the engine must be able to read, quickly, and take it as it was meant. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../../e2e/tiny-models/scripted-model.ts';
import type { Core } from '../../../runner/core.ts';
import { TestCores } from '../../../runner/test-core.ts';
import { schemaCases } from './schema-cases.ts';
import { compileSchema } from './schema-grammar.ts';
import { writeGrammar } from './write-grammar.ts';

const cores = new TestCores();
let core: Core;
beforeAll(async () => {
  const path = join(cores.folder, 'model.gguf');
  writeScriptedModel(path, { script: 'Hello' });
  core = await cores.load({ path });
});
afterAll(() => cores.dispose());

/** Whether the engine lets the whole text be written, and then an end. */
function lets(gbnf: string, text: string): boolean {
  const grammar = core.createGrammar(gbnf);
  const end = core.vocabulary.specialTokens.get('<|im_end|>')?.id ?? -1;
  return [...core.vocabulary.tokenize(text), end].every((token) => grammar.accept(token));
}

const gbnfOf = (schema: unknown) => writeGrammar(compileSchema(schema));

test.each(schemaCases)('the engine keeps %s', (_name, schema, right, wrong) => {
  const gbnf = gbnfOf(schema);
  for (const value of right) expect(lets(gbnf, JSON.stringify(value)), JSON.stringify(value)).toBe(true);
  for (const value of wrong) expect(lets(gbnf, JSON.stringify(value)), JSON.stringify(value)).toBe(false);
});

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const named = (count: number, make: (index: number) => unknown) => Object.fromEntries(many(count, (index) => [`p${index}`, make(index)]));

test.each<[name: string, schema: unknown, right: unknown, wrong: unknown]>([
  [
    'limits within optional properties',
    {
      type: 'object',
      properties: named(20, () => ({ type: 'array', items: { type: 'string', maxLength: 1500 }, maxItems: 1500 })),
      additionalProperties: false,
    },
    { p3: ['a'], p19: [] },
    { p3: [1] },
  ],
  [
    'lists of lists of lists',
    { type: 'array', maxItems: 2000, items: { type: 'array', maxItems: 2000, items: { type: 'array', maxItems: 2000 } } },
    [[[1]]],
    [[1]],
  ],
  ['more items than the engine counts', { type: 'array', maxItems: 50_000, items: { type: 'integer' } }, [1, 2], ['a']],
  ['ten thousand values', { enum: many(10_000, (index) => `value ${index}`) }, 'value 1234', 'value 10000'],
  [
    'values that begin alike',
    { enum: [...many(20, (index) => index), ...many(9, (index) => 'a'.repeat(index)), '😀', '😁', [1]] },
    '😁',
    '😂',
  ],
  ['numbers in a list of values', { enum: many(200, (index) => index) }, 19, 200],
  [
    'thousands of optional properties',
    { type: 'object', properties: named(2000, () => ({ type: 'integer' })) },
    { p7: 1, p1999: 2 },
    { p7: 'a' },
  ],
])('the engine reads the largest: %s', (_name, schema, right, wrong) => {
  const gbnf = gbnfOf(schema);
  expect(lets(gbnf, JSON.stringify(right))).toBe(true);
  expect(lets(gbnf, JSON.stringify(wrong))).toBe(false);
});

test.each<[name: string, schema: unknown]>([
  [
    'thousands of counted repetitions',
    { type: 'object', properties: named(500, (index) => ({ type: 'string', maxLength: 2000 + index })) },
  ],
  ['a choice of thousands', { anyOf: many(7000, (index) => ({ type: 'array', items: { const: index } })) }],
])('what would keep the engine from answering others is refused: %s', (_name, schema) => {
  expect(() => compileSchema(schema)).toThrow(
    expect.objectContaining({ code: 'schema.unsupported', data: expect.objectContaining({ keyword: 'size' }) }),
  );
});
