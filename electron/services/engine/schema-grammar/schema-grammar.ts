/**
 * A JSON schema as a grammar: whatever a model writes under it is JSON that the schema accepts. Complete for what OpenAI's strict mode
 * allows (platform.openai.com/docs/guides/structured-outputs), with optional properties, allOf, tuples, string lengths and number
 * bounds besides. A keyword that a grammar cannot keep is refused by name, never left out.
 */

import { arrayNode } from './arrays.ts';
import { withPatience } from './automaton.ts';
import { branchesNode } from './branches.ts';
import { findEndless } from './endless.ts';
import { choice, type Node, rule } from './grammar.ts';
import { json, jsonRules } from './json-rules.ts';
import { assertKept, type JsonType, typesOf, typicalKeywords } from './keywords.ts';
import { literalNode } from './literals.ts';
import type { Schema } from './merge-schemas.ts';
import { numberNode } from './number-node.ts';
import { objectNode } from './objects.ts';
import { deepest, References } from './references.ts';
import { schemaError } from './schema-error.ts';
import type { SchemaPlace } from './schema-place.ts';
import { stringNode } from './strings.ts';
import { mostAlternatives, mostWeight, weighRules } from './weight.ts';

export interface SchemaGrammar {
  /** The rule to begin with. */
  root: string;
  /** All rules that the root needs, those of JSON included. */
  rules: Map<string, Node>;
  /** How much work it is for the engine; `mostWeight` is the most. */
  weight: number;
}

const mostSchemas = 10_000;

/** Any JSON object: what a model writes when it is only asked for JSON. */
export function anyObjectGrammar(): SchemaGrammar {
  const rules = new Map(Object.entries(jsonRules));
  return { root: 'object' satisfies keyof typeof jsonRules, rules, weight: weighRules(rules).total };
}

/**
 * `prefix` begins the name of every rule that is made here, so that several schemas can share one grammar. Throws AppError
 * schema.unsupported, which names the keyword and where it stands.
 */
export function compileSchema(schema: unknown, { prefix = 's' }: { prefix?: string } = {}): SchemaGrammar {
  const compiler = new Compiler(schema, prefix);
  const root = withPatience(() => compiler.compile(schema, '', 0));
  const rules = new Map([...Object.entries(jsonRules), ...compiler.rules, [`${prefix}-start`, root] as const]);
  const endless = findEndless(rules);
  if (endless !== undefined) throw schemaError(compiler.pathOf(endless), '$ref', 'it leads back to itself without end');
  const { total, heaviest, widest } = weighRules(rules);
  if (widest !== undefined)
    throw schemaError(compiler.pathOf(widest), 'size', `there are more than ${mostAlternatives} ways on at one place`);
  if (total > mostWeight) throw schemaError(compiler.pathOf(heaviest), 'size', 'it repeats or lists too much for a grammar');
  return { root: `${prefix}-start`, rules, weight: total };
}

class Compiler {
  readonly rules = new Map<string, Node>();
  readonly #prefix: string;
  readonly #references: References;
  /** Rules of what is referred to, by pointer. */
  readonly #referred = new Map<string, string>();
  readonly #paths = new Map<string, string>();
  #names = 0;
  #schemas = 0;
  /** Strings and numbers within the same limits share their rules: automata are the dear part of a schema. */
  readonly #shared = new Map<string, Node>();

  constructor(root: unknown, prefix: string) {
    this.#references = new References(root);
    this.#prefix = prefix;
  }

  pathOf(ruleName: string): string {
    return this.#paths.get(ruleName) ?? '';
  }

  compile(given: unknown, path: string, depth: number): Node {
    this.#schemas += 1;
    if (depth > deepest) throw schemaError(path, 'nesting', `it is deeper than ${deepest} levels`);
    if (this.#schemas > mostSchemas) throw schemaError(path, 'size', 'the schema is too large');
    if (given === true) return json.value;
    if (given === false) throw schemaError(path, 'false', 'nothing fits');
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw schemaError(path, 'schema', 'it is not an object');
    const schema = this.#references.flatten(given as Schema, path, depth);
    if (typeof schema === 'string') return rule(this.#reference(schema, path, depth));
    assertKept(schema, path);
    const place = this.#placeOf(path, depth);
    if ('const' in schema || 'enum' in schema) return literalNode(schema, place);
    if ('anyOf' in schema || 'oneOf' in schema) {
      return branchesNode(schema, { ...place, flatten: (one) => this.#references.flattenFully(one, path, depth) });
    }
    return choice(...typesOf(schema, path).map((type) => this.#ofType(type, schema, place)));
  }

  #reference(pointer: string, path: string, depth: number): string {
    const known = this.#referred.get(pointer);
    if (known !== undefined) return known;
    const target = this.#references.resolve(pointer, path);
    const name = this.#name(path);
    this.#referred.set(pointer, name);
    this.rules.set(name, this.compile(target, pointer.slice(1), depth + 1));
    return name;
  }

  #ofType(type: JsonType, schema: Schema, place: SchemaPlace): Node {
    switch (type) {
      case 'object':
        return objectNode(schema, place);
      case 'array':
        return arrayNode(schema, place);
      case 'string':
        return this.#share(type, schema, () => stringNode(schema, { ...place, name: place.newName() }));
      case 'number':
      case 'integer':
        return this.#share(type, schema, () => numberNode(type, schema, place));
      case 'boolean':
        return json.boolean;
      case 'null':
        return json.null;
      default:
        return type satisfies never;
    }
  }

  #share(type: 'string' | 'number' | 'integer', schema: Schema, make: () => Node): Node {
    const keywords = typicalKeywords[type === 'integer' ? 'number' : type] ?? [];
    const key = JSON.stringify([type, ...keywords.map((keyword) => schema[keyword] ?? null)]);
    const node = this.#shared.get(key) ?? make();
    this.#shared.set(key, node);
    return node;
  }

  #placeOf(path: string, depth: number): SchemaPlace {
    return {
      path,
      newName: () => this.#name(path),
      add: (name, node) => {
        this.rules.set(name, node);
        this.#paths.set(name, path);
        return rule(name);
      },
      compile: (schema, at) => this.compile(schema, at, depth + 1),
    };
  }

  #name(path: string): string {
    this.#names += 1;
    const name = `${this.#prefix}-${this.#names}`;
    this.#paths.set(name, path);
    return name;
  }
}
