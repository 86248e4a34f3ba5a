/** What a schema says in several places, as one: references to places within it, and allOf. */
import { asking } from './keywords.ts';
import { mergeSchemas, type Schema, toArray } from './merge-schemas.ts';
import { schemaError } from './schema-error.ts';

/** As deep as schemas, joins and references may lie within one another. */
export const deepest = 100;
/** allOf and references within them may name the same schemas again and again. */
const mostJoins = 20_000;

export class References {
  readonly #root: unknown;
  #joins = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** Joins allOf and what stands beside a reference; a reference alone is answered as its pointer. */
  flatten(schema: Schema, path: string, depth: number): Schema | string {
    if (depth > deepest) throw schemaError(path, 'allOf', 'it leads back to itself');
    this.#joins += 1;
    if (this.#joins > mostJoins) throw schemaError(path, 'allOf', 'the schema is too large');
    const { $ref, allOf, ...rest } = schema;
    if ($ref === undefined && allOf === undefined) return schema;
    const hasOwn = Object.keys(rest).some((keyword) => asking.has(keyword));
    if ($ref !== undefined && allOf === undefined && !hasOwn) return String($ref);
    const parts = [...($ref === undefined ? [] : [this.resolve(String($ref), path)]), ...toArray(allOf ?? [])];
    return parts.reduce<Schema>((joined, part, index) => {
      if (part === true) return joined;
      if (typeof part !== 'object' || part === null) throw schemaError(`${path}/allOf/${index}`, 'schema', 'it is not an object');
      const flat = this.flatten(part as Schema, path, depth + 1);
      const plain = typeof flat === 'string' ? this.#flattenReference(flat, path, depth + 1) : flat;
      return mergeSchemas(joined, plain, path);
    }, rest);
  }

  #flattenReference(pointer: string, path: string, depth: number): Schema {
    const target = this.resolve(pointer, path);
    const flat = this.flatten(target as Schema, path, depth + 1);
    return typeof flat === 'string' ? this.#flattenReference(flat, path, depth + 1) : flat;
  }

  /** The same with a reference followed. */
  flattenFully(schema: Schema, path: string, depth: number): Schema {
    const flat = this.flatten(schema, path, depth);
    return typeof flat === 'string' ? this.#flattenReference(flat, path, depth) : flat;
  }

  /** Throws for anything but a place in this schema. */
  resolve(pointer: string, path: string): unknown {
    if (pointer !== '#' && !pointer.startsWith('#/')) throw schemaError(path, '$ref', `"${pointer}" is not in this schema`);
    let found: unknown = this.#root;
    for (const step of pointer.split('/').slice(1)) {
      const key = decodeStep(step);
      found = typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as Schema)[key] : undefined;
    }
    if (found === undefined) throw schemaError(path, '$ref', `there is nothing at "${pointer}"`);
    return found;
  }
}

/** JSON pointer (RFC 6901) in a URI fragment. */
function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return step;
  }
}
