/** A string within limits, as JSON writes it. */
import type { DFA } from 'refa';
import { addStates, asJson, containing, intersection, isTooLarge, matching, ofLength } from './automaton.ts';
import { formats, silentFormats } from './formats.ts';
import { type Node, repeat, sequence, text } from './grammar.ts';
import { json } from './json-rules.ts';
import { type Schema, toArray } from './merge-schemas.ts';
import { readCount, schemaError, tooComplicated } from './schema-error.ts';

interface StringPlace {
  path: string;
  /** A name for its rules that nothing else has. */
  name: string;
  add(name: string, node: Node): void;
}

/** Throws AppError schema.unsupported. */
export function stringNode(schema: Schema, place: StringPlace): Node {
  const { path, name, add } = place;
  const [min, max] = [readCount(schema, 'minLength', path) ?? 0, readCount(schema, 'maxLength', path) ?? Number.POSITIVE_INFINITY];
  if (min > max) throw schemaError(path, 'minLength', 'it is larger than maxLength');
  const automata = [...patternAutomata(schema, path), ...formatAutomata(schema, path)];
  if (automata.length === 0) {
    if (min === 0 && max === Number.POSITIVE_INFINITY) return json.string;
    return sequence(text('"'), repeat(json.character, min, max), text('"'));
  }
  const keyword = 'pattern' in schema ? 'pattern' : 'format';
  const automaton = tryTo(path, keyword, () => {
    if (min > 0 || max < Number.POSITIVE_INFINITY) automata.push(ofLength(min, max));
    return intersection(automata);
  });
  if (automaton.isEmpty) throw schemaError(path, keyword, 'no string fits');
  return sequence(text('"'), addStates(automaton, { name, write: asJson, end: text('"'), add }));
}

function patternAutomata(schema: Schema, path: string): DFA[] {
  if (schema.pattern === undefined) return [];
  return toArray(schema.pattern).map((pattern) => tryTo(path, 'pattern', () => containing(String(pattern))));
}

function formatAutomata(schema: Schema, path: string): DFA[] {
  const format = schema.format;
  if (format === undefined || silentFormats.has(String(format))) return [];
  const pattern = Object.hasOwn(formats, String(format)) ? formats[String(format)] : undefined;
  if (pattern === undefined) throw schemaError(path, 'format', `"${String(format)}" is not known`);
  return [tryTo(path, 'format', () => formatAutomaton(pattern))];
}

/** Programs send the same tools with every request: the few formats there are are made once. */
const known = new Map<string, DFA>();

function formatAutomaton(pattern: string): DFA {
  const automaton = known.get(pattern) ?? matching(pattern);
  known.set(pattern, automaton);
  return automaton;
}

function tryTo<T>(path: string, keyword: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isTooLarge(error)) throw schemaError(path, keyword, tooComplicated);
    throw schemaError(path, keyword, error instanceof Error ? error.message : String(error));
  }
}
