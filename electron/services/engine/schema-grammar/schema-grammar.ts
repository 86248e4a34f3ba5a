/**
 * A JSON schema as a grammar: whatever a model writes under it is JSON that the schema accepts. Complete for what OpenAI's strict mode
 * allows (platform.openai.com/docs/guides/structured-outputs), with optional properties, allOf, tuples, string lengths and number
 * bounds besides. A keyword that a grammar cannot keep is refused by name, never left out.
 */
import { addStates, asJson, asText, except, isTooLarge, withPatience } from './automaton.ts';
import { findEndless } from './endless.ts';
import { choice, type Node, nothing, optional, repeat, rule, sequence, text } from './grammar.ts';
import { comma, json, jsonRules, list, literal, wrap } from './json-rules.ts';
import { mergeSchemas, type Schema, toArray } from './merge-schemas.ts';
import { numberAutomaton } from './numbers.ts';
import { readCount, schemaError, tooComplicated } from './schema-error.ts';
import { stringNode } from './strings.ts';
import { mostAlternatives, mostWeight, weighRules } from './weight.ts';
import { addWords } from './words.ts';

export interface SchemaGrammar {
  /** The rule to begin with. */
  root: string;
  /** All rules that the root needs, those of JSON included. */
  rules: Map<string, Node>;
  /** How much work it is for the engine; `mostWeight` is the most. */
  weight: number;
}

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
type JsonType = (typeof types)[number];

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
const typicalKeywords: Partial<Record<JsonType, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

const deepest = 100;
const mostSchemas = 10_000;
/** Of one enum. */
const mostValues = 10_000;
/** They need no tree. */
const fewWords = 10;
/** allOf and references within them may name the same schemas again and again. */
const mostJoins = 20_000;

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
  readonly #root: unknown;
  readonly #prefix: string;
  readonly #references = new Map<string, string>();
  readonly #paths = new Map<string, string>();
  #names = 0;
  #schemas = 0;
  #joins = 0;
  /** Strings and numbers within the same limits share their rules: automata are the dear part of a schema. */
  readonly #shared = new Map<string, Node>();

  constructor(root: unknown, prefix: string) {
    this.#root = root;
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
    const schema = this.#flatten(given as Schema, path, depth);
    if (typeof schema === 'string') return rule(this.#reference(schema, path, depth));
    for (const keyword of refused) {
      if (keyword in schema && schema[keyword] !== idle[keyword]) throw schemaError(path, keyword, 'a grammar cannot keep it');
    }
    if ('const' in schema || 'enum' in schema) return this.#literals(schema, path);
    if ('anyOf' in schema || 'oneOf' in schema) return this.#branches(schema, path, depth);
    return choice(...this.#types(schema, path).map((type) => this.#ofType(type, schema, path, depth)));
  }

  /** Joins allOf and what stands beside a reference; a reference alone is answered as its pointer. */
  #flatten(schema: Schema, path: string, depth: number): Schema | string {
    if (depth > deepest) throw schemaError(path, 'allOf', 'it leads back to itself');
    this.#joins += 1;
    if (this.#joins > mostJoins) throw schemaError(path, 'allOf', 'the schema is too large');
    const { $ref, allOf, ...rest } = schema;
    if ($ref === undefined && allOf === undefined) return schema;
    const hasOwn = Object.keys(rest).some((keyword) => typical.has(keyword));
    if ($ref !== undefined && allOf === undefined && !hasOwn) return String($ref);
    const parts = [...($ref === undefined ? [] : [this.#resolve(String($ref), path)]), ...toArray(allOf ?? [])];
    return parts.reduce<Schema>((joined, part, index) => {
      if (part === true) return joined;
      if (typeof part !== 'object' || part === null) throw schemaError(`${path}/allOf/${index}`, 'schema', 'it is not an object');
      const flat = this.#flatten(part as Schema, path, depth + 1);
      const plain = typeof flat === 'string' ? this.#flattenReference(flat, path, depth + 1) : flat;
      return mergeSchemas(joined, plain, path);
    }, rest);
  }

  #flattenReference(pointer: string, path: string, depth: number): Schema {
    const target = this.#resolve(pointer, path);
    const flat = this.#flatten(target as Schema, path, depth + 1);
    return typeof flat === 'string' ? this.#flattenReference(flat, path, depth + 1) : flat;
  }

  #reference(pointer: string, path: string, depth: number): string {
    const known = this.#references.get(pointer);
    if (known !== undefined) return known;
    const target = this.#resolve(pointer, path);
    const name = this.#name(path);
    this.#references.set(pointer, name);
    this.rules.set(name, this.compile(target, pointer.slice(1), depth + 1));
    return name;
  }

  /** Throws for anything but a place in this schema. */
  #resolve(pointer: string, path: string): unknown {
    if (pointer !== '#' && !pointer.startsWith('#/')) throw schemaError(path, '$ref', `"${pointer}" is not in this schema`);
    let found: unknown = this.#root;
    for (const step of pointer.split('/').slice(1)) {
      const key = decodeStep(step);
      found = typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as Schema)[key] : undefined;
    }
    if (found === undefined) throw schemaError(path, '$ref', `there is nothing at "${pointer}"`);
    return found;
  }

  #literals(schema: Schema, path: string): Node {
    const keyword = 'const' in schema ? 'const' : 'enum';
    const beside = Object.keys(schema).find((one) => typical.has(one) && !['const', 'enum', 'type'].includes(one));
    if (beside !== undefined) throw schemaError(path, beside, `it cannot stand beside ${keyword}`);
    const listed = 'enum' in schema ? schema.enum : [schema.const];
    if (!Array.isArray(listed)) throw schemaError(path, 'enum', 'it is not a list');
    const wanted = 'const' in schema ? listed.filter((one) => JSON.stringify(one) === JSON.stringify(schema.const)) : listed;
    const allowed = 'type' in schema ? this.#types(schema, path) : undefined;
    const values = wanted.filter((value) => allowed === undefined || allowed.some((type) => isOfType(value, type)));
    if (values.length === 0) throw schemaError(path, keyword, 'none of its values fits');
    if (values.length > mostValues) throw schemaError(path, keyword, `it has more than ${mostValues} values`);
    const texts = new Map(values.map((value) => [JSON.stringify(value), value]));
    const joined = [...texts.values()].filter((value) => typeof value === 'object' && value !== null);
    const words = [...texts].flatMap(([one, value]) => (joined.includes(value) ? [] : [one]));
    const place = { name: this.#name(path), add: (name: string, node: Node) => this.#add(name, node, path) };
    const scalars = words.length < fewWords ? words.map(text) : [addWords(words, place)];
    return choice(...scalars, ...joined.map(literal));
  }

  #branches(schema: Schema, path: string, depth: number): Node {
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
    if (keyword === 'oneOf') this.#assertDisjoint(flat, path, depth);
    const hasOwn = Object.keys(rest).some((one) => typical.has(one));
    return choice(
      ...flat.map((branch, index) => this.compile(hasOwn ? { allOf: [rest, branch] } : branch, `${path}/${keyword}/${index}`, depth + 1)),
    );
  }

  /** A value may fit exactly one: the types differ, or a required property has another fixed value in each. */
  #assertDisjoint(branches: Schema[], path: string, depth: number): void {
    const facts = branches.map((branch) => {
      const flat = this.#flatten(branch, path, depth);
      const plain = typeof flat === 'string' ? this.#flattenReference(flat, path, depth) : flat;
      return { types: this.#types(plain, path), fixed: fixedValues(plain) };
    });
    for (const [index, one] of facts.entries()) {
      for (const other of facts.slice(index + 1)) {
        const sharesType = one.types.some((type) =>
          other.types.some((second) => type === second || (isNumeric(type) && isNumeric(second))),
        );
        const differs = [...one.fixed].some(
          ([name, values]) => other.fixed.has(name) && !values.some((value) => other.fixed.get(name)?.includes(value)),
        );
        if (sharesType && !differs) throw schemaError(path, 'oneOf', 'a value could fit several of its schemas; anyOf is kept');
      }
    }
  }

  #types(schema: Schema, path: string): JsonType[] {
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

  #ofType(type: JsonType, schema: Schema, path: string, depth: number): Node {
    switch (type) {
      case 'object':
        return this.#object(schema, path, depth);
      case 'array':
        return this.#array(schema, path, depth);
      case 'string':
        return this.#share(type, schema, () =>
          stringNode(schema, { path, name: this.#name(path), add: (name, node) => this.#add(name, node, path) }),
        );
      case 'number':
      case 'integer':
        return this.#share(type, schema, () => this.#number(type, schema, path));
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

  #number(type: 'number' | 'integer', schema: Schema, path: string): Node {
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
      if (automaton)
        return addStates(automaton, {
          name: this.#name(path),
          write: asText,
          end: nothing,
          add: (name, node) => this.#add(name, node, path),
        });
    } catch (error) {
      throw schemaError(
        path,
        present.includes('multipleOf') ? 'multipleOf' : first,
        isTooLarge(error) ? tooComplicated : error instanceof Error ? error.message : String(error),
      );
    }
    throw schemaError(path, first, 'no number fits');
  }

  #array(schema: Schema, path: string, depth: number): Node {
    const [min, max] = [readCount(schema, 'minItems', path) ?? 0, readCount(schema, 'maxItems', path) ?? Number.POSITIVE_INFINITY];
    if (min > max) throw schemaError(path, 'minItems', 'it is larger than maxItems');
    const fixed = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    const name = this.#name(path);
    if (fixed.length === 0) {
      if (schema.items === false || max === 0) return this.#add(name, wrap('[', nothing, ']'), path);
      return this.#add(name, wrap('[', list(this.compile(schema.items ?? true, `${path}/items`, depth + 1), min, max), ']'), path);
    }
    if (max < fixed.length) throw schemaError(path, 'maxItems', 'it is smaller than the number of prefixItems');
    const head = fixed.map((item: unknown, index) => this.compile(item, `${path}/prefixItems/${index}`, depth + 1));
    const hasTail = schema.items !== false && (schema.items !== undefined || min > fixed.length);
    if (min > fixed.length && schema.items === false) throw schemaError(path, 'minItems', 'there are not so many items');
    const tail = hasTail
      ? repeat(
          sequence(comma, this.compile(schema.items ?? true, `${path}/items`, depth + 1)),
          Math.max(0, min - fixed.length),
          max - fixed.length,
        )
      : nothing;
    const joined = head.flatMap((node, index) => (index === 0 ? [node] : [comma, node]));
    return this.#add(name, wrap('[', sequence(...joined, tail, json.space), ']'), path);
  }

  /** Properties in the order of the schema. Those not named there are written only where the schema asks for them by name. */
  #object(schema: Schema, path: string, depth: number): Node {
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
    const ruleName = this.#name(path);
    const extra = additional === undefined || additional === false ? undefined : this.#extra({ ruleName, names, additional, path, depth });
    const fields = names.map((name) => ({
      isRequired: required.has(name),
      node: sequence(
        literal(name),
        json.space,
        text(':'),
        json.space,
        this.compile(properties[name], `${path}/properties/${encodeStep(name)}`, depth + 1),
      ),
    }));
    // From the last one on: what may follow when something stands before, and when nothing does.
    let following = extra ? repeat(sequence(comma, extra), 0, Number.POSITIVE_INFINITY) : nothing;
    // Last first.
    let leading = [extra ? optional(sequence(extra, following)) : nothing];
    for (const [index, { isRequired, node }] of [...fields.entries()].reverse()) {
      const after = this.#add(`${ruleName}-after-${index}`, following, path);
      if (isRequired) leading = [];
      leading.push(sequence(node, after));
      following = isRequired ? sequence(comma, node, after) : sequence(optional(sequence(comma, node)), after);
    }
    return this.#add(ruleName, wrap('{', sequence(choice(...leading.reverse()), json.space), '}'), path);
  }

  #extra(options: { ruleName: string; names: string[]; additional: unknown; path: string; depth: number }): Node {
    const { ruleName, names, additional, path, depth } = options;
    const key =
      names.length === 0
        ? json.string
        : sequence(
            text('"'),
            addStates(except(names), {
              name: `${ruleName}-key`,
              write: asJson,
              end: text('"'),
              add: (name, node) => this.#add(name, node, path),
            }),
          );
    const value = this.compile(additional, `${path}/additionalProperties`, depth + 1);
    return this.#add(`${ruleName}-extra`, sequence(key, json.space, text(':'), json.space, value), path);
  }

  #name(path: string): string {
    this.#names += 1;
    const name = `${this.#prefix}-${this.#names}`;
    this.#paths.set(name, path);
    return name;
  }

  #add(name: string, node: Node, path: string): Node {
    this.rules.set(name, node);
    this.#paths.set(name, path);
    return rule(name);
  }
}

/** Every keyword that asks something of a value. */
const typical: ReadonlySet<string> = new Set([
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

function isOfType(value: unknown, type: JsonType): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function isNumeric(type: JsonType): boolean {
  return type === 'number' || type === 'integer';
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

/** JSON pointer (RFC 6901) in a URI fragment. */
function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return step;
  }
}

function encodeStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
