/** Reads and writes texts by a grammar, for tests: a matcher, and a writer that chooses by chance. */
import type { Node, Rules } from './grammar.ts';

/** Whether the whole text is one that the node allows. */
export function accepts({ root, rules }: { root: string; rules: Rules }, text: string): boolean {
  const characters = Array.from(text);
  return new Matcher(characters, rules).match({ type: 'rule', name: root }, new Set([0])).has(characters.length);
}

class Matcher {
  readonly #known = new Map<string, Set<number>>();
  readonly #characters: string[];
  readonly #rules: Rules;

  constructor(characters: string[], rules: Rules) {
    this.#characters = characters;
    this.#rules = rules;
  }

  /** Every place at which the node can end when it begins at one of these. */
  match(node: Node, from: ReadonlySet<number>): Set<number> {
    switch (node.type) {
      case 'text':
        return this.#step(from, (at) => {
          const text = Array.from(node.text);
          return text.every((one, index) => this.#characters[at + index] === one) ? [at + text.length] : [];
        });
      case 'set':
        return this.#step(from, (at) => {
          const code = this.#characters[at]?.codePointAt(0);
          if (code === undefined) return [];
          return node.ranges.some(([first, last]) => first <= code && code <= last) !== (node.isNegated ?? false) ? [at + 1] : [];
        });
      case 'rule':
        return this.#step(from, (at) => this.#rule(node.name, at));
      case 'sequence':
        return node.nodes.reduce((places, one) => this.match(one, places), new Set(from));
      case 'choice':
        return new Set(node.nodes.flatMap((one) => [...this.match(one, from)]));
      case 'repeat':
        return this.#repeat(node, from);
      default:
        return node satisfies never;
    }
  }

  #rule(name: string, at: number): Iterable<number> {
    const key = `${name} ${at}`;
    const known = this.#known.get(key);
    if (known) return known;
    const node = this.#rules.get(name);
    if (!node) throw new Error(`There is no rule ${name}.`);
    const found = this.match(node, new Set([at]));
    this.#known.set(key, found);
    return found;
  }

  #repeat({ node, min, max }: Extract<Node, { type: 'repeat' }>, from: ReadonlySet<number>): Set<number> {
    const ends = new Set<number>(min === 0 ? from : []);
    let places = new Set(from);
    for (let count = 1; count <= max && places.size > 0; count += 1) {
      places = this.match(node, places);
      if (count < min) continue;
      const before = ends.size;
      for (const place of places) ends.add(place);
      if (ends.size === before && count > min) break;
    }
    return ends;
  }

  #step(from: ReadonlySet<number>, next: (at: number) => Iterable<number>): Set<number> {
    const ends = new Set<number>();
    for (const at of from) for (const end of next(at)) ends.add(end);
    return ends;
  }
}

/** A text of the grammar; `random` answers 0 to 1. The deeper it gets, the sooner it comes to an end. */
export function writeText({ root, rules }: { root: string; rules: Rules }, random: () => number): string {
  const heights = measureHeights(rules);
  const heightOf = (node: Node): number => nodeHeight(node, heights);
  const write = (node: Node, depth: number): string => {
    switch (node.type) {
      case 'text':
        return node.text;
      case 'set':
        return writeCharacter(node, random);
      case 'rule':
        return write(rules.get(node.name) ?? { type: 'text', text: '' }, depth + 1);
      case 'sequence':
        return node.nodes.map((one) => write(one, depth)).join('');
      case 'choice': {
        const low = Math.min(...node.nodes.map(heightOf));
        const open = depth > 40 ? node.nodes.filter((one) => heightOf(one) === low) : node.nodes;
        return write(open[Math.floor(random() * open.length)] ?? { type: 'text', text: '' }, depth);
      }
      case 'repeat': {
        const most = depth > 40 ? node.min : Math.min(node.max, node.min + 3);
        const count = node.min + Math.floor(random() * (most - node.min + 1));
        return Array.from({ length: count }, () => write(node.node, depth + 1)).join('');
      }
      default:
        return node satisfies never;
    }
  };
  return write({ type: 'rule', name: root }, 0);
}

function writeCharacter(node: Extract<Node, { type: 'set' }>, random: () => number): string {
  if (node.isNegated) return 'aß漢😀 '[Math.floor(random() * 3)] ?? 'a';
  const [first, last] = node.ranges[Math.floor(random() * node.ranges.length)] ?? [97, 97];
  return String.fromCodePoint(first + Math.floor(random() * (last - first + 1)));
}

/** How many rules deep the shortest text of a rule is. */
function measureHeights(rules: Rules): Map<string, number> {
  const heights = new Map<string, number>();
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const [name, node] of rules) {
      const height = 1 + nodeHeight(node, heights);
      if (height < (heights.get(name) ?? Number.POSITIVE_INFINITY)) {
        heights.set(name, height);
        hasChanged = true;
      }
    }
  }
  return heights;
}

function nodeHeight(node: Node, heights: ReadonlyMap<string, number>): number {
  if (node.type === 'rule') return heights.get(node.name) ?? Number.POSITIVE_INFINITY;
  if (node.type === 'sequence') return Math.max(0, ...node.nodes.map((one) => nodeHeight(one, heights)));
  if (node.type === 'choice') return Math.min(...node.nodes.map((one) => nodeHeight(one, heights)));
  if (node.type === 'repeat') return node.min === 0 ? 0 : nodeHeight(node.node, heights);
  return 0;
}
