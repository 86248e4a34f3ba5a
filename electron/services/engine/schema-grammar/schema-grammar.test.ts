import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzzCases, seededRandom } from '../../../../e2e/long-run.ts';
import { AppError } from '../../../../shared/errors.ts';
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

/** Schema, values that the grammar must allow, values that it must not. */
const cases: [name: string, schema: unknown, right: unknown[], wrong: unknown[]][] = [
  ['types', { type: ['string', 'null'] }, ['a', null, ''], [1, true, [], {}]],
  ['anything', {}, [1, 'a', null, { a: [1] }], []],
  ['an enum of several types', { enum: ['a', 1, null, { b: [2] }] }, ['a', 1, null, { b: [2] }], ['b', 2, {}]],
  ['a constant', { const: 'é"\\\n' }, ['é"\\\n'], ['é']],
  [
    'required and optional properties in order',
    {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'string' }, c: { type: 'null' } },
      required: ['b'],
      additionalProperties: false,
    },
    [{ b: '' }, { a: 1, b: '' }, { b: '', c: null }, { a: 1, b: 'x', c: null }],
    [{}, { a: 1 }, { b: 1 }, { b: '', d: 1 }],
  ],
  [
    'only optional properties',
    { type: 'object', properties: { a: {}, b: {} }, additionalProperties: false },
    [{}, { a: 1 }, { b: 1 }, { a: 1, b: 2 }],
    [{ c: 1 }],
  ],
  ['a map', { type: 'object', additionalProperties: { type: 'integer' } }, [{}, { a: 1, b: 2 }], [{ a: 'x' }]],
  [
    'named properties before others',
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } },
    [{}, { a: 'x' }, { a: 'x', b: 1 }, { ab: 1 }, { '': 2 }],
    [{ a: 1 }, { b: 'x' }],
  ],
  ['lengths', { type: 'string', minLength: 2, maxLength: 3 }, ['ab', 'abc', '漢字', '😀a', '"\\'], ['a', 'abcd', '']],
  ['long lengths', { type: 'string', maxLength: 4500 }, ['', 'a'.repeat(4500)], ['a'.repeat(4501)]],
  ['a pattern found anywhere', { type: 'string', pattern: 'b+' }, ['b', 'abbc'], ['a', '']],
  [
    'a pattern with ends',
    { type: 'string', pattern: '^(\\([0-9]{3}\\))?[0-9]{3}-[0-9]{4}$' },
    ['555-1212', '(888)555-1212'],
    ['5551212', '(800)FLOWERS', ' 555-1212'],
  ],
  ['one end in one branch', { type: 'string', pattern: '^a|b$' }, ['ac', 'cb'], ['ca', 'bc']],
  ['a pattern and lengths', { type: 'string', pattern: '^a*b*$', minLength: 2, maxLength: 3 }, ['ab', 'aab', 'bb'], ['a', 'aabb', 'ba']],
  ['a pattern with a look ahead', { type: 'string', pattern: '^(?![xyz])[a-z]+$' }, ['good', 'ba'], ['x', 'yes', '']],
  ['a pattern that repeats what it found', { type: 'string', pattern: '^(a|b)\\1$' }, ['aa', 'bb'], ['ab', 'a']],
  ['characters that JSON escapes', { type: 'string', pattern: '^["\\\\\\n]+$' }, ['"', '\\\n'], ['a']],
  ['dates', { type: 'string', format: 'date' }, ['2024-02-29', '1999-12-31'], ['2023-02-29', '2024-13-01', '2024-1-1']],
  [
    'times',
    { type: 'string', format: 'date-time' },
    ['2024-05-01T23:59:59Z', '2024-05-01T00:00:00.5+02:00'],
    ['2024-05-01', '2024-05-01T24:00:00Z'],
  ],
  ['identifiers', { type: 'string', format: 'uuid' }, ['2eb8aa08-aa98-11ea-b4aa-73b441d16380'], ['2eb8aa08aa9811eab4aa73b441d16380']],
  ['addresses', { type: 'string', format: 'ipv4' }, ['0.0.0.0', '255.249.199.1'], ['256.0.0.1', '1.2.3', '01.2.3.4']],
  [
    'long addresses',
    { type: 'string', format: 'ipv6' },
    ['::', '::1', '2001:db8::ff00:42:8329', '1:2:3:4:5:6:7:8', '1::'],
    ['1:2:3', ':::', '12345::', '1:2:3:4:5:6:7:8:9'],
  ],
  ['mail', { type: 'string', format: 'email' }, ['a.b+c@example.org'], ['a@', '@b', 'a b@c.d']],
  ['integers between bounds', { type: 'integer', minimum: -5, maximum: 120 }, [-5, 0, 9, 10, 99, 120], [-6, 121, 1000, 1.5]],
  ['integers above a bound', { type: 'integer', exclusiveMinimum: 9 }, [10, 11, 99, 100000], [9, 0, -10]],
  ['negative numbers', { type: 'number', maximum: -1.25 }, [-1.25, -1.3, -2, -10.01], [-1.2, 0, 1, -1.249]],
  ['fractions between bounds', { type: 'number', minimum: 0.1, exclusiveMaximum: 1 }, [0.1, 0.15, 0.999, 0.5], [0, 0.09, 1, 1.01, -0.5]],
  ['multiples', { type: 'integer', multipleOf: 7 }, [0, 7, 14, 77, -21, 700], [1, 8, 71]],
  ['multiples of a fraction', { type: 'number', multipleOf: 0.25, minimum: 0 }, [0, 0.25, 1.5, 3, 10.75], [0.3, 0.2, 1.1, -0.25]],
  ['multiples of ten hundredths', { type: 'number', multipleOf: 0.01 }, [0, 1.25, -3.5, 12], [0.001, 1.255]],
  ['items', { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 3 }, [[1], [1, 2, 3]], [[], [1, 2, 3, 4], ['a']]],
  [
    'tuples',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
    [['a', 1]],
    [['a'], [1, 'a'], ['a', 1, 2]],
  ],
  [
    'tuples and more',
    { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' }, minItems: 2 },
    [
      ['a', null],
      ['a', null, null],
    ],
    [['a'], ['a', 1]],
  ],
  [
    'branches',
    {
      anyOf: [
        { type: 'string', maxLength: 1 },
        { type: 'integer', minimum: 5 },
      ],
    },
    ['a', 5],
    ['ab', 4],
  ],
  [
    'branches that add to what stands beside them',
    { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    [{ a: 1 }, { b: 1 }, { a: 1, b: 2 }],
    [{}],
  ],
  ['one of several types', { oneOf: [{ type: 'string' }, { type: 'array' }] }, ['a', []], [1, {}]],
  [
    'one of several kinds',
    {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' }, x: { type: 'integer' } }, required: ['kind', 'x'] },
        { type: 'object', properties: { kind: { enum: ['b', 'c'] } }, required: ['kind'] },
      ],
    },
    [{ kind: 'a', x: 1 }, { kind: 'c' }],
    [{ kind: 'a' }, { kind: 'd' }],
  ],
  [
    'joined schemas',
    {
      allOf: [{ $ref: '#/$defs/named' }, { properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] }],
      $defs: { named: { type: 'object', properties: { name: { type: 'string', minLength: 1 } }, required: ['name'] } },
    },
    [{ name: 'x', age: 1 }],
    [{ name: 'x' }, { age: 1 }, { name: '', age: 1 }],
  ],
  ['two patterns at once', { allOf: [{ type: 'string', pattern: '^a' }, { pattern: 'z$' }] }, ['az', 'abz'], ['a', 'z']],
  [
    'a schema within itself',
    {
      type: 'object',
      properties: { value: { type: 'integer' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
      required: ['value', 'next'],
      additionalProperties: false,
    },
    [
      { value: 1, next: null },
      { value: 1, next: { value: 2, next: null } },
    ],
    [{ value: 1 }, { value: 1, next: {} }],
  ],
  [
    'definitions that use each other',
    {
      $ref: '#/$defs/node',
      $defs: {
        node: { type: 'object', properties: { children: { $ref: '#/$defs/nodes' } }, required: ['children'] },
        nodes: { type: 'array', items: { $ref: '#/$defs/node' } },
      },
    },
    [{ children: [] }, { children: [{ children: [] }] }],
    [{}, { children: [1] }],
  ],
  ['a name with slashes', { $ref: '#/$defs/a~1b%20c', $defs: { 'a/b c': { type: 'boolean' } } }, [true], [1]],
];

describe('a grammar for a schema', () => {
  test.each(cases)('keeps %s', (_name, schema, right, wrong) => {
    const grammar = compileSchema(schema);
    const validate = ajv.compile(schema as object);
    for (const value of right) {
      expect(validate(value), `ajv on ${JSON.stringify(value)}`).toBe(true);
      expect(accepts(grammar, JSON.stringify(value)), JSON.stringify(value)).toBe(true);
      expect(accepts(grammar, JSON.stringify(value, undefined, 1).replaceAll(/\n\s*/g, ' ')), 'with spaces').toBe(true);
    }
    for (const value of wrong) expect(accepts(grammar, JSON.stringify(value)), JSON.stringify(value)).toBe(false);
  });

  test.each(cases)('writes only what the schema accepts: %s', (_name, schema) => {
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
