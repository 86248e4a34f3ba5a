/** Numbers within limits, as JSON writes them. */
import { addStates, asText, isTooLarge } from './automaton.ts';
import { type Node, nothing } from './grammar.ts';
import { json } from './json-rules.ts';
import type { Schema } from './merge-schemas.ts';
import { numberAutomaton } from './numbers.ts';
import { schemaError, tooComplicated } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';

/** Throws AppError schema.unsupported. */
export function numberNode(
  type: 'number' | 'integer',
  schema: Schema,
  { path, newName, add }: Pick<SchemaPlace, 'path' | 'newName' | 'add'>,
): Node {
  const keywords = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;
  const present = keywords.filter((keyword) => schema[keyword] !== undefined);
  const first = present[0];
  if (first === undefined) return type === 'integer' ? json.integer : json.number;
  for (const keyword of present) {
    if (typeof schema[keyword] !== 'number' || !Number.isFinite(schema[keyword])) throw schemaError(path, keyword, 'it is not a number');
  }
  const limits = Object.fromEntries(present.map((keyword) => [keyword, schema[keyword] as number]));
  try {
    const automaton = numberAutomaton({ isInteger: type === 'integer', ...limits });
    if (automaton) return addStates(automaton, { name: newName(), write: asText, end: nothing, add });
  } catch (error) {
    throw schemaError(
      path,
      present.includes('multipleOf') ? 'multipleOf' : first,
      isTooLarge(error) ? tooComplicated : error instanceof Error ? error.message : String(error),
    );
  }
  throw schemaError(path, first, 'no number fits');
}
