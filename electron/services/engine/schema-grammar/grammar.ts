/** A grammar as data. Rules are built first and written once at the end (write-grammar.ts). */

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
