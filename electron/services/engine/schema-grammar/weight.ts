/**
 * How much work a grammar is for the engine, which reads it while everybody who writes with the same model waits: each repetition
 * that is counted becomes a rule, and each way on is followed at once and held against all others.
 */
import type { Node, Rules } from './grammar.ts';

/** About a third of a second of reading, measured. */
export const mostWeight = 300_000;
/** Of one choice: their number counts squared. */
export const mostAlternatives = 6000;

export interface Weighed {
  total: number;
  /** The rule that weighs most. */
  heaviest: string;
  /** A rule with more alternatives than can be followed. */
  widest: string | undefined;
}

export function weighRules(rules: Rules): Weighed {
  let total = 0;
  let heaviest = { name: '', weight: -1 };
  let widest: string | undefined;
  for (const [name, node] of rules) {
    const weight = weigh(node);
    total += weight;
    if (weight > heaviest.weight) heaviest = { name, weight };
    if (isTooWide(node)) widest ??= name;
  }
  return { total, heaviest: heaviest.name, widest };
}

function weigh(node: Node): number {
  switch (node.type) {
    case 'text':
    case 'set':
    case 'rule':
      return 1;
    case 'repeat':
      return weigh(node.node) + (Number.isFinite(node.max) ? node.max : node.min);
    case 'sequence':
    case 'choice':
      return node.nodes.reduce((sum, one) => sum + weigh(one), 1);
    default:
      return node satisfies never;
  }
}

function isTooWide(node: Node): boolean {
  if (node.type === 'repeat') return isTooWide(node.node);
  if (node.type !== 'sequence' && node.type !== 'choice') return false;
  return (node.type === 'choice' && node.nodes.length > mostAlternatives) || node.nodes.some(isTooWide);
}
