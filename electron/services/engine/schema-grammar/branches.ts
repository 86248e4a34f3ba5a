/** anyOf and oneOf: one of several schemas. */
import { choice, type Node } from './grammar.ts';
import { asking, isNumeric, typesOf } from './keywords.ts';
import { type Schema, toArray } from './merge-schemas.ts';
import { schemaError } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';

interface BranchPlace extends Pick<SchemaPlace, 'path' | 'compile'> {
  /** Without references and allOf. */
  flatten(schema: Schema): Schema;
}

/** Throws AppError schema.unsupported. */
export function branchesNode(schema: Schema, { path, compile, flatten }: BranchPlace): Node {
  const { anyOf, oneOf, ...rest } = schema;
  if (anyOf !== undefined && oneOf !== undefined) throw schemaError(path, 'oneOf', 'it cannot stand beside anyOf');
  const keyword = anyOf === undefined ? 'oneOf' : 'anyOf';
  const branches = anyOf ?? oneOf;
  if (!Array.isArray(branches) || branches.length === 0) throw schemaError(path, keyword, 'it is not a list of schemas');
  const flat = branches.map((branch: unknown, index) => {
    const at = `${path}/${keyword}/${index}`;
    if (typeof branch !== 'object' || branch === null) throw schemaError(at, 'schema', 'it is not an object');
    return branch as Schema;
  });
  if (keyword === 'oneOf') assertDisjoint(flat.map(flatten), path);
  const hasOwn = Object.keys(rest).some((one) => asking.has(one));
  return choice(...flat.map((branch, index) => compile(hasOwn ? { allOf: [rest, branch] } : branch, `${path}/${keyword}/${index}`)));
}

/** A value may fit exactly one: the types differ, or a required property has another fixed value in each. */
function assertDisjoint(branches: readonly Schema[], path: string): void {
  const facts = branches.map((branch) => ({ types: typesOf(branch, path), fixed: fixedValues(branch) }));
  for (const [index, one] of facts.entries()) {
    for (const other of facts.slice(index + 1)) {
      const sharesType = one.types.some((type) => other.types.some((second) => type === second || (isNumeric(type) && isNumeric(second))));
      const differs = [...one.fixed].some(
        ([name, values]) => other.fixed.has(name) && !values.some((value) => other.fixed.get(name)?.includes(value)),
      );
      if (sharesType && !differs) throw schemaError(path, 'oneOf', 'a value could fit several of its schemas; anyOf is kept');
    }
  }
}

/** Required properties with fixed values; a fixed value itself has the name ''. */
function fixedValues(schema: Schema): Map<string, string[]> {
  const valuesOf = (one: unknown): string[] | undefined => {
    if (typeof one !== 'object' || one === null) return undefined;
    if ('const' in one) return [JSON.stringify(one.const)];
    return 'enum' in one && Array.isArray(one.enum) ? one.enum.map((value) => JSON.stringify(value)) : undefined;
  };
  const own = valuesOf(schema);
  const required = toArray(schema.required ?? []).map(String);
  const properties = (schema.properties ?? {}) as Schema;
  const fixed = required.flatMap((name): [string, string[]][] => {
    const values = valuesOf(properties[name]);
    return values ? [[name, values]] : [];
  });
  return new Map([...(own ? [['', own] as [string, string[]]] : []), ...fixed]);
}
