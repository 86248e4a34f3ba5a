import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzzCases, seededRandom } from '../../../../e2e/long-run.ts';
import { AppError } from '../../../../shared/errors.ts';
import { schemaCases } from './schema-cases.ts';
import { compileSchema } from './schema-grammar.ts';
import { accepts, writeText } from './test-grammar.ts';

const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 6 });
addFormats.default(ajv);

function refusal(schema: unknown): { keyword: unknown; path: unknown } | undefined {
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { keyword: error.data?.keyword, path: error.data?.path };
  }
}

describe('a grammar for a schema', () => {
  test.each(schemaCases)('keeps %s', (_name, schema, right, wrong) => {
    const grammar = compileSchema(schema);
    const validate = ajv.compile(schema as object);
    for (const value of right) {
      expect(validate(value), `ajv on ${JSON.stringify(value)}`).toBe(true);
      expect(accepts(grammar, JSON.stringify(value)), JSON.stringify(value)).toBe(true);
      expect(accepts(grammar, JSON.stringify(value, undefined, 1).replaceAll(/\n\s*/g, ' ')), 'with spaces').toBe(true);
    }
    for (const value of wrong) expect(accepts(grammar, JSON.stringify(value)), JSON.stringify(value)).toBe(false);
  });

  test.each(schemaCases)('writes only what the schema accepts: %s', (_name, schema) => {
    const grammar = compileSchema(schema);
    const validate = ajv.compile(schema as object);
    const random = seededRandom(7);
    for (let count = 0; count < fuzzCases / 10; count += 1) {
      const text = writeText(grammar, random);
      expect(validate(JSON.parse(text)), text).toBe(true);
    }
  });

  test.each([
    ['not', { not: { type: 'string' } }, ''],
    ['uniqueItems', { type: 'array', uniqueItems: true }, ''],
    ['patternProperties', { type: 'object', properties: { a: { type: 'object', patternProperties: { x: {} } } } }, '/properties/a'],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, ''],
    ['contains', { type: 'array', items: { type: 'array', contains: {} } }, '/items'],
    ['format', { type: 'string', format: 'colour' }, ''],
    ['pattern', { type: 'string', pattern: '(' }, ''],
    ['pattern', { type: 'string', pattern: '\\bword\\b' }, ''],
    ['pattern', { type: 'string', pattern: '^(?!bad)[a-z]+$' }, ''],
    ['$ref', { $ref: 'https://example.org/schema' }, ''],
    ['$ref', { $ref: '#/$defs/none' }, ''],
    ['$ref', { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }, ''],
    ['$ref', { anyOf: [{ $ref: '#' }, { type: 'null' }] }, ''],
    ['minimum', { type: 'integer', minimum: 3, maximum: 2 }, ''],
    ['minLength', { type: 'string', minLength: 3, maxLength: 2 }, ''],
    ['multipleOf', { type: 'number', multipleOf: 1234.5 }, ''],
    ['oneOf', { oneOf: [{ type: 'string' }, { type: 'string', maxLength: 2 }] }, ''],
    ['type', { type: 'strnig' }, ''],
    ['required', { type: 'object', properties: {}, required: ['a'], additionalProperties: false }, ''],
    ['minLength', { enum: ['a'], minLength: 1 }, ''],
  ])('refuses %s by name and place', (keyword, schema, path) => {
    expect(refusal(schema)).toMatchObject({ keyword, ...(path !== '' && { path }) });
  });

  test('a schema that is too deep or too large is refused, not built', () => {
    const deep = (levels: number): unknown => (levels === 0 ? {} : { type: 'array', items: deep(levels - 1) });
    expect(refusal(deep(150))).toMatchObject({ keyword: 'nesting' });
    const twice = (levels: number): unknown => (levels === 0 ? { type: 'null' } : { anyOf: [twice(levels - 1), twice(levels - 1)] });
    expect(refusal(twice(15))).toMatchObject({ keyword: 'size' });
  });

  test('whatever the schema, the grammar writes what it accepts, or the schema is refused', () => {
    const leaf = fc.oneof(
      fc.record({
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined }),
        maximum: fc.option(fc.double({ min: 0, max: 1e4, noNaN: true }), { nil: undefined }),
      }),
      fc.record({
        type: fc.constant('string'),
        minLength: fc.nat(3),
        maxLength: fc.integer({ min: 2, max: 8 }),
        pattern: fc.option(fc.constantFrom('^[a-c]+$', 'x', '\\d{2}', '^$|y'), { nil: undefined }),
      }),
      fc.record({
        type: fc.constant('string'),
        format: fc.constantFrom('date', 'time', 'ipv4', 'ipv6', 'uuid', 'email', 'hostname', 'duration'),
      }),
      fc.record({
        enum: fc.array(
          fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, [1, 'a'], { b: [] })),
          { minLength: 1, maxLength: 4 },
        ),
      }),
      fc.constantFrom<object>({}, { type: 'boolean' }, { type: 'null' }, { $ref: '#' }),
    );
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'schema' },
        leaf,
        fc
          .tuple(
            fc.dictionary(fc.string({ maxLength: 4 }), tie('schema'), { maxKeys: 4, noNullPrototype: true }),
            fc.infiniteStream(fc.boolean()),
            fc.constantFrom(undefined, false, true),
          )
          .map(([properties, isRequired, additionalProperties]) => {
            const required = Object.keys(properties).filter(() => isRequired.next().value);
            return { type: 'object', properties, required, ...(additionalProperties !== undefined && { additionalProperties }) };
          }),
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(2), maxItems: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.record({
          type: fc.constant('array'),
          prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          items: fc.constant(false),
        }),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.integer(), (given, seed) => {
        if (refusal(given)) return;
        const grammar = compileSchema(given);
        const validate = new Ajv2020({ strict: false, multipleOfPrecision: 6, formats: formats() }).compile(
          JSON.parse(JSON.stringify(given)),
        );
        const random = seededRandom(seed);
        for (let count = 0; count < 3; count += 1) {
          const text = writeText(grammar, random);
          if (!validate(JSON.parse(text))) throw new Error(`${text} does not fit ${JSON.stringify(given)}`);
        }
      }),
      { seed: 5, numRuns: fuzzCases / 4 },
    );
  });
});

function formats(): Record<string, never> {
  return ajv.formats as Record<string, never>;
}
