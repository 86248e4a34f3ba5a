/** Arrays: items, how many, and tuples. */
import { type Node, nothing, repeat, sequence } from './grammar.ts';
import { comma, json, list, wrap } from './json-rules.ts';
import type { Schema } from './merge-schemas.ts';
import { readCount, schemaError } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';

/** Throws AppError schema.unsupported. */
export function arrayNode(schema: Schema, { path, newName, add, compile }: SchemaPlace): Node {
  const [min, max] = [readCount(schema, 'minItems', path) ?? 0, readCount(schema, 'maxItems', path) ?? Number.POSITIVE_INFINITY];
  if (min > max) throw schemaError(path, 'minItems', 'it is larger than maxItems');
  const fixed = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const name = newName();
  if (fixed.length === 0) {
    if (schema.items === false || max === 0) return add(name, wrap('[', nothing, ']'));
    return add(name, wrap('[', list(compile(schema.items ?? true, `${path}/items`), min, max), ']'));
  }
  if (max < fixed.length) throw schemaError(path, 'maxItems', 'it is smaller than the number of prefixItems');
  const head = fixed.map((item: unknown, index) => compile(item, `${path}/prefixItems/${index}`));
  const hasTail = schema.items !== false && (schema.items !== undefined || min > fixed.length);
  if (min > fixed.length && schema.items === false) throw schemaError(path, 'minItems', 'there are not so many items');
  const tail = hasTail
    ? repeat(sequence(comma, compile(schema.items ?? true, `${path}/items`)), Math.max(0, min - fixed.length), max - fixed.length)
    : nothing;
  const joined = head.flatMap((node, index) => (index === 0 ? [node] : [comma, node]));
  return add(name, wrap('[', sequence(...joined, tail, json.space), ']'));
}
