/** A grammar as data, and its text in llama.cpp's GBNF. Rules are built first and written once at the end. */
import { gbnfCharacter, gbnfText } from '../../../lib/gbnf.ts';

export type Node =
  | { type: 'text'; text: string }
  /** One character of any of these ranges of code points, both ends included. */
  | { type: 'set'; ranges: readonly Range[]; isNegated?: boolean }
  | { type: 'rule'; name: string }
  | { type: 'sequence'; nodes: readonly Node[] }
  | { type: 'choice'; nodes: readonly Node[] }
  | { type: 'repeat'; node: Node; min: number; max: number };

export type Range = readonly [first: number, last: number];

/** Rules by name; names are letters, digits and dashes. */
export type Rules = ReadonlyMap<string, Node>;

/** llama.cpp refuses more repetitions than this of one thing (MAX_REPETITION_THRESHOLD in src/llama-grammar.cpp). */
export const mostRepetitions = 2000;

export const text = (value: string): Node => ({ type: 'text', text: value });
export const rule = (name: string): Node => ({ type: 'rule', name });
export const sequence = (...nodes: Node[]): Node => ({ type: 'sequence', nodes });
export const choice = (...nodes: Node[]): Node => (nodes.length === 1 && nodes[0] ? nodes[0] : { type: 'choice', nodes });
export const optional = (node: Node): Node => repeat(node, 0, 1);
export const nothing: Node = { type: 'text', text: '' };

/** `max` may be infinite. Counts beyond what llama.cpp takes are made of blocks. */
export function repeat(node: Node, min: number, max: number): Node {
  const largest = max === Number.POSITIVE_INFINITY ? min : max;
  if (largest <= mostRepetitions) return { type: 'repeat', node, min, max };
  const block = { type: 'repeat', node, min: mostRepetitions, max: mostRepetitions } satisfies Node;
  const left = max - mostRepetitions;
  if (min >= mostRepetitions) return sequence(block, repeat(node, min - mostRepetitions, left));
  return choice({ type: 'repeat', node, min, max: mostRepetitions - 1 }, sequence(block, repeat(node, 0, left)));
}

/** Each rule as text, what llama.cpp reads after `::=`. */
export function writeRules(rules: Rules): Record<string, string> {
  return Object.fromEntries(Array.from(rules, ([name, node]) => [name, write(node)]));
}

/** Rules that can never end, or that begin with themselves: a reader would go round for ever. */
export function findEndless(rules: Rules): string | undefined {
  const ending = new Set<string>();
  let hasGrown = true;
  while (hasGrown) {
    hasGrown = false;
    for (const [name, node] of rules) {
      if (ending.has(name) || !canEnd(node, ending)) continue;
      ending.add(name);
      hasGrown = true;
    }
  }
  for (const name of rules.keys()) if (!ending.has(name) || beginsWithItself(name, rules)) return name;
  return undefined;
}

function canEnd(node: Node, ending: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'text':
    case 'set':
      return true;
    case 'rule':
      return ending.has(node.name);
    case 'sequence':
      return node.nodes.every((one) => canEnd(one, ending));
    case 'choice':
      return node.nodes.some((one) => canEnd(one, ending));
    case 'repeat':
      return node.min === 0 || canEnd(node.node, ending);
    default:
      return node satisfies never;
  }
}

function beginsWithItself(name: string, rules: Rules): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const first of firstRules(rules.get(current) ?? nothing, rules)) {
      if (first === name) return true;
      if (!seen.has(first)) open.push(first);
      seen.add(first);
    }
  }
  return false;
}

/** The rules that may stand at the very beginning of what the node matches. */
function firstRules(node: Node, rules: Rules): string[] {
  if (node.type === 'rule') return [node.name];
  if (node.type === 'choice') return node.nodes.flatMap((one) => firstRules(one, rules));
  if (node.type === 'repeat') return firstRules(node.node, rules);
  if (node.type !== 'sequence') return [];
  const found: string[] = [];
  for (const one of node.nodes) {
    found.push(...firstRules(one, rules));
    if (!canBeEmpty(one, rules, new Set())) break;
  }
  return found;
}

function canBeEmpty(node: Node, rules: Rules, seen: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'text':
      return node.text === '';
    case 'set':
      return false;
    case 'rule':
      return !seen.has(node.name) && canBeEmpty(rules.get(node.name) ?? nothing, rules, new Set([...seen, node.name]));
    case 'sequence':
      return node.nodes.every((one) => canBeEmpty(one, rules, seen));
    case 'choice':
      return node.nodes.some((one) => canBeEmpty(one, rules, seen));
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.node, rules, seen);
    default:
      return node satisfies never;
  }
}

function write(node: Node): string {
  switch (node.type) {
    case 'text':
      return gbnfText(node.text);
    case 'set':
      return `[${node.isNegated ? '^' : ''}${node.ranges.map(writeRange).join('')}]`;
    case 'rule':
      return node.name;
    case 'sequence':
      return node.nodes.map((one) => (one.type === 'choice' ? `(${write(one)})` : write(one))).join(' ') || '""';
    case 'choice':
      return node.nodes.map(write).join(' | ');
    case 'repeat':
      return `${node.node.type === 'choice' || node.node.type === 'sequence' || node.node.type === 'repeat' ? `(${write(node.node)})` : write(node.node)}${writeCount(node.min, node.max)}`;
    default:
      return node satisfies never;
  }
}

function writeRange([first, last]: Range): string {
  return first === last ? gbnfCharacter(first) : `${gbnfCharacter(first)}-${gbnfCharacter(last)}`;
}

function writeCount(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
