/** const and enum: values that are known beforehand. */
import { choice, type Node, text } from './grammar.ts';
import { literal } from './json-rules.ts';
import { asking, isOfType, typesOf } from './keywords.ts';
import type { Schema } from './merge-schemas.ts';
import { schemaError } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';
import { addWords } from './words.ts';

/** Of one enum. */
const mostValues = 10_000;
/** They need no tree. */
const fewWords = 10;

/** Throws AppError schema.unsupported. */
export function literalNode(schema: Schema, { path, newName, add }: Pick<SchemaPlace, 'path' | 'newName' | 'add'>): Node {
  const keyword = 'const' in schema ? 'const' : 'enum';
  const beside = Object.keys(schema).find((one) => asking.has(one) && !['const', 'enum', 'type'].includes(one));
  if (beside !== undefined) throw schemaError(path, beside, `it cannot stand beside ${keyword}`);
  const listed = 'enum' in schema ? schema.enum : [schema.const];
  if (!Array.isArray(listed)) throw schemaError(path, 'enum', 'it is not a list');
  const wanted = 'const' in schema ? listed.filter((one) => JSON.stringify(one) === JSON.stringify(schema.const)) : listed;
  const allowed = 'type' in schema ? typesOf(schema, path) : undefined;
  const values = wanted.filter((value) => allowed === undefined || allowed.some((type) => isOfType(value, type)));
  if (values.length === 0) throw schemaError(path, keyword, 'none of its values fits');
  if (values.length > mostValues) throw schemaError(path, keyword, `it has more than ${mostValues} values`);
  const texts = new Map(values.map((value) => [JSON.stringify(value), value]));
  const joined = [...texts.values()].filter((value) => typeof value === 'object' && value !== null);
  const words = [...texts].flatMap(([one, value]) => (joined.includes(value) ? [] : [one]));
  const scalars = words.length < fewWords ? words.map(text) : [addWords(words, { name: newName(), add })];
  return choice(...scalars, ...joined.map(literal));
}
