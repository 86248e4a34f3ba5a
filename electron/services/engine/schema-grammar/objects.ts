/** Objects: properties in their order, required ones and others. */
import { addStates, asJson, except } from './automaton.ts';
import { choice, type Node, nothing, optional, repeat, sequence, text } from './grammar.ts';
import { comma, json, literal, wrap } from './json-rules.ts';
import { type Schema, toArray } from './merge-schemas.ts';
import { schemaError } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';

/** Properties in the order of the schema. Those not named there are written only where the schema asks for them by name. */
export function objectNode(schema: Schema, place: SchemaPlace): Node {
  const { path, newName, add, compile } = place;
  const properties = { ...(schema.properties as Schema | undefined) };
  const required = new Set(toArray(schema.required ?? []).map(String));
  const additional = schema.additionalProperties;
  for (const name of required) {
    if (name in properties) continue;
    if (additional === false) throw schemaError(path, 'required', `"${name}" is required and not allowed`);
    properties[name] = additional ?? true;
  }
  const names = Object.keys(properties);
  if (names.length === 0 && (additional === undefined || additional === true)) return json.object;
  const ruleName = newName();
  const extra = additional === undefined || additional === false ? undefined : addExtra({ ruleName, names, additional }, place);
  const fields = names.map((name) => ({
    isRequired: required.has(name),
    node: sequence(literal(name), json.space, text(':'), json.space, compile(properties[name], `${path}/properties/${encodeStep(name)}`)),
  }));
  // From the last one on: what may follow when something stands before, and when nothing does.
  let following = extra ? repeat(sequence(comma, extra), 0, Number.POSITIVE_INFINITY) : nothing;
  // Last first.
  let leading = [extra ? optional(sequence(extra, following)) : nothing];
  for (const [index, { isRequired, node }] of [...fields.entries()].reverse()) {
    const after = add(`${ruleName}-after-${index}`, following);
    if (isRequired) leading = [];
    leading.push(sequence(node, after));
    following = isRequired ? sequence(comma, node, after) : sequence(optional(sequence(comma, node)), after);
  }
  return add(ruleName, wrap('{', sequence(choice(...leading.reverse()), json.space), '}'));
}

/** Any property that has none of these names. */
function addExtra(
  { ruleName, names, additional }: { ruleName: string; names: string[]; additional: unknown },
  { path, add, compile }: SchemaPlace,
): Node {
  const key =
    names.length === 0
      ? json.string
      : sequence(
          text('"'),
          addStates(except(names), {
            name: `${ruleName}-key`,
            write: asJson,
            end: text('"'),
            add,
          }),
        );
  const value = compile(additional, `${path}/additionalProperties`);
  return add(`${ruleName}-extra`, sequence(key, json.space, text(':'), json.space, value));
}

/** JSON pointer (RFC 6901). */
function encodeStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
