/** The keywords of JSON schema: which of them ask something, which of these no grammar keeps, and the types they speak of. */
import { type Schema, toArray } from './merge-schemas.ts';
import { schemaError } from './schema-error.ts';

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
export type JsonType = (typeof types)[number];

/** Keywords that ask something no grammar can count or compare. */
const refused = [
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'patternProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
  'additionalItems',
  '$dynamicRef',
  '$recursiveRef',
  'contentSchema',
];
/** Values of them that ask nothing. */
const idle: Record<string, unknown> = {
  uniqueItems: false,
  minProperties: 0,
  unevaluatedProperties: true,
  unevaluatedItems: true,
  propertyNames: true,
  additionalItems: true,
};

/** What tells the type of a value where no type is given. */
export const typicalKeywords: Partial<Record<JsonType, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

/** Every keyword that asks something of a value. */
export const asking: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
  ...Object.values(typicalKeywords).flat(),
  ...refused,
]);

/** Throws AppError schema.unsupported for a keyword that a grammar cannot keep. */
export function assertKept(schema: Schema, path: string): void {
  for (const keyword of refused) {
    if (keyword in schema && schema[keyword] !== idle[keyword]) throw schemaError(path, keyword, 'a grammar cannot keep it');
  }
}

/** As the schema says, or as its keywords let guess; without a word of it, every type. */
export function typesOf(schema: Schema, path: string): JsonType[] {
  if (schema.type === undefined) {
    const values = 'const' in schema ? [schema.const] : (schema.enum as unknown[] | undefined);
    if (values) return types.filter((type) => values.some((value) => isOfType(value, type)));
    const typical = types.filter((type) => typicalKeywords[type]?.some((keyword) => keyword in schema));
    return typical.length > 0 ? typical : types.filter((type) => type !== 'integer');
  }
  const named = toArray(schema.type);
  for (const type of named) if (!types.includes(type as JsonType)) throw schemaError(path, 'type', `"${String(type)}" is not a type`);
  return [...new Set(named as JsonType[])];
}

export function isOfType(value: unknown, type: JsonType): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

export function isNumeric(type: JsonType): boolean {
  return type === 'number' || type === 'integer';
}
