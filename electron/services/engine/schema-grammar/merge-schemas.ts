/** Two schemas that hold for one value, as one. */
import { schemaError } from './schema-error.ts';

export type Schema = Record<string, unknown>;

/** Words about a schema; they ask nothing of a value. */
const annotations = new Set([
  'title',
  'description',
  'default',
  'examples',
  'example',
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$defs',
  'definitions',
]);

/** Throws AppError schema.unsupported where both ask for something that has no common form. */
export function mergeSchemas(left: Schema, right: Schema, path: string): Schema {
  const merged: Schema = { ...left };
  for (const [keyword, value] of Object.entries(right)) {
    const present = merged[keyword];
    if (present === undefined) merged[keyword] = value;
    else if (!annotations.has(keyword) && JSON.stringify(present) !== JSON.stringify(value))
      merged[keyword] = join(keyword, present, value, path);
  }
  assertOpen(left, right, path);
  return merged;
}

function join(keyword: string, left: unknown, right: unknown, path: string): unknown {
  switch (keyword) {
    case 'required':
      return [...new Set([...toArray(left), ...toArray(right)])];
    case 'type':
      return joinTypes(toArray(left), toArray(right), path);
    case 'enum':
      return toArray(left).filter((one) => toArray(right).some((other) => JSON.stringify(one) === JSON.stringify(other)));
    case 'properties':
      return joinProperties(left as Schema, right as Schema);
    case 'items':
    case 'additionalProperties':
      return both(left, right);
    case 'minimum':
    case 'exclusiveMinimum':
    case 'minLength':
    case 'minItems':
      return Math.max(Number(left), Number(right));
    case 'maximum':
    case 'exclusiveMaximum':
    case 'maxLength':
    case 'maxItems':
      return Math.min(Number(left), Number(right));
    case 'pattern':
    case 'allOf':
      return [...toArray(left), ...toArray(right)];
    default:
      throw schemaError(path, keyword, 'it is asked for twice, in different ways');
  }
}

function joinTypes(left: unknown[], right: unknown[], path: string): unknown[] {
  const common = left.filter((one) => right.includes(one) || (one === 'integer' && right.includes('number')));
  if (right.includes('integer') && left.includes('number') && !common.includes('integer')) common.push('integer');
  if (common.length === 0) throw schemaError(path, 'type', 'no value has both types');
  return common;
}

function joinProperties(left: Schema, right: Schema): Schema {
  const joined = { ...left };
  for (const [name, schema] of Object.entries(right)) joined[name] = name in joined ? both(joined[name], schema) : schema;
  return joined;
}

function both(left: unknown, right: unknown): unknown {
  if (left === true) return right;
  if (right === true) return left;
  if (left === false || right === false) return false;
  return { allOf: [left, right] };
}

/** `additionalProperties: false` speaks of its own schema's properties; another schema's would be forbidden. */
function assertOpen(left: Schema, right: Schema, path: string): void {
  const closes = (one: Schema, other: Schema) =>
    one.additionalProperties === false &&
    Object.keys((other.properties as Schema | undefined) ?? {}).some((name) => !(name in ((one.properties as Schema | undefined) ?? {})));
  if (closes(left, right) || closes(right, left))
    throw schemaError(path, 'additionalProperties', 'one of the joined schemas forbids the properties of another');
}

export function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
