/** Schemas for tests: each is read by our own matcher, by ajv and by the engine. */

/** Schema, values that the grammar must allow, values that it must not. */
export const schemaCases: [name: string, schema: unknown, right: unknown[], wrong: unknown[]][] = [
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
