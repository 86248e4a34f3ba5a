/**
 * A grammar as text in llama.cpp's GBNF. Its reader multiplies the repetitions that stand within one another and refuses more than
 * 2000 in all (handle_repetitions in src/llama-grammar.cpp): what is repeated gets a rule of its own, which counts as one.
 */
import { gbnfCharacter, gbnfGrammar, gbnfText } from '../../../lib/gbnf.ts';
import type { Node, Range, Rules } from './grammar.ts';

/** The whole text, as llama.cpp takes it. */
export function writeGrammar({ root, rules }: { root: string; rules: Rules }): string {
  return gbnfGrammar(root, writeRules(rules));
}

/** Each rule as text, what llama.cpp reads after `::=`. */
export function writeRules(rules: Rules): Record<string, string> {
  return Object.fromEntries(Array.from(rules, ([name, node]) => new RuleWriter(name).write(node)).flat());
}

class RuleWriter {
  readonly #name: string;
  /** Names of what is repeated. */
  readonly #parts = new Map<Node, string>();
  readonly #written: [name: string, text: string][] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** The rule, after those that it needs besides. */
  write(node: Node): [name: string, text: string][] {
    const text = this.#text(node);
    return [...this.#written, [this.#name, text]];
  }

  #text(node: Node): string {
    switch (node.type) {
      case 'text':
        return gbnfText(node.text);
      case 'set':
        return `[${node.isNegated ? '^' : ''}${node.ranges.map(writeRange).join('')}]`;
      case 'rule':
        return node.name;
      case 'sequence':
        return node.nodes.map((one) => (one.type === 'choice' ? `(${this.#text(one)})` : this.#text(one))).join(' ') || '""';
      case 'choice':
        return node.nodes.map((one) => this.#text(one)).join(' | ');
      case 'repeat':
        return `${this.#repeated(node)}${writeCount(node.min, node.max)}`;
      default:
        return node satisfies never;
    }
  }

  #repeated({ node, min, max }: Extract<Node, { type: 'repeat' }>): string {
    if (!isJoined(node)) return this.#text(node);
    const isMany = min > 1 || (max > 1 && max < Number.POSITIVE_INFINITY);
    return isMany || hasParts(node) ? this.#part(node) : `(${this.#text(node)})`;
  }

  #part(node: Node): string {
    const known = this.#parts.get(node);
    if (known !== undefined) return known;
    const name = `${this.#name}-part-${this.#parts.size + 1}`;
    this.#parts.set(node, name);
    this.#written.push([name, this.#text(node)]);
    return name;
  }
}

function isJoined({ type }: Node): boolean {
  return type === 'choice' || type === 'sequence' || type === 'repeat';
}

/** Something in it is repeated or chosen: rules that the reader makes of it count with it. */
function hasParts(node: Node): boolean {
  if (node.type === 'repeat') return true;
  return (node.type === 'sequence' || node.type === 'choice') && node.nodes.some(isJoined);
}

function writeRange([first, last]: Range): string {
  return first === last ? gbnfCharacter(first) : `${gbnfCharacter(first)}-${gbnfCharacter(last)}`;
}

function writeCount(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
