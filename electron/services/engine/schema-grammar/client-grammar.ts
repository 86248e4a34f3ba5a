/**
 * Grammars that programs give themselves, in llama.cpp's language (GBNF, grammars/README.md there). Its engine follows them by
 * recursion and without a limit: some would end its process or hold it for ever, and with it everybody's answers. Those are refused.
 */
import { AppError } from '../../../../shared/errors.ts';
import { findEndless } from './endless.ts';
import { type Node, nothing, type Rules, rule } from './grammar.ts';

const deepestBrackets = 100;
/** Rules that begin with each other. */
const longestChain = 1000;
/** Ways to go on that the engine follows at once, and ways to write nothing. */
const mostWays = 100_000;
const mostEmptyWays = 64;

/** Throws AppError request.invalid. What is wrong in smaller ways is left to the engine, which reads it again. */
export function assertHarmless(gbnf: string): void {
  const rules = new Reader(gbnf).read();
  if (!rules.has('root')) throw invalid('it has no rule "root"');
  const endless = findEndless(rules);
  if (endless !== undefined) throw invalid(`the rule "${endless}" leads back to itself without end`);
  const counter = new WayCounter(rules);
  for (const node of rules.values()) counter.check(node);
}

interface Ways {
  /** Ways to write nothing. */
  empty: number;
  /** Ways to begin. */
  begun: number;
}

const piece = /#[^\n]*|"(?:\\[\s\S]|[^"\\])*"|\[(?:\\[\s\S]|[^\]\\])*\]|!?<[^>\s]*>|[A-Za-z0-9_-]+|::=|\{[^}]*\}|[()|*+?.]|\S/g;
const word = /^[A-Za-z0-9_-]+$/;

class Reader {
  readonly #pieces: string[];
  #at = 0;

  constructor(gbnf: string) {
    this.#pieces = Array.from(gbnf.matchAll(piece), ([one]) => one).filter((one) => !one.startsWith('#'));
  }

  read(): Rules {
    const rules = new Map<string, Node>();
    while (this.#at < this.#pieces.length) {
      const name = this.#pieces[this.#at] ?? '';
      if (!this.#isRuleStart()) throw invalid(`"${name.slice(0, 100)}" is not the beginning of a rule`);
      this.#at += 2;
      rules.set(name, this.#alternatives(0));
      if (this.#at < this.#pieces.length && !this.#isRuleStart()) throw invalid(`the rule "${name}" does not end`);
    }
    return rules;
  }

  #isRuleStart(): boolean {
    return word.test(this.#pieces[this.#at] ?? '') && this.#pieces[this.#at + 1] === '::=';
  }

  #alternatives(depth: number): Node {
    if (depth > deepestBrackets) throw invalid(`its brackets are deeper than ${deepestBrackets}`);
    const ways = [this.#sequence(depth)];
    while (this.#pieces[this.#at] === '|') {
      this.#at += 1;
      ways.push(this.#sequence(depth));
    }
    return ways.length === 1 && ways[0] ? ways[0] : { type: 'choice', nodes: ways };
  }

  #sequence(depth: number): Node {
    const nodes: Node[] = [];
    for (let next = this.#pieces[this.#at]; next !== undefined && next !== '|' && next !== ')'; next = this.#pieces[this.#at]) {
      if (this.#isRuleStart()) break;
      this.#at += 1;
      nodes.push(this.#repeated(this.#element(next, depth)));
    }
    return { type: 'sequence', nodes };
  }

  #element(next: string, depth: number): Node {
    if (next === '(') {
      const inside = this.#alternatives(depth + 1);
      if (this.#pieces[this.#at] !== ')') throw invalid('a bracket is not closed');
      this.#at += 1;
      return inside;
    }
    // No token has this character: a model could write nothing at all.
    if (/^"(?:\\\\|[^\\])*\\(?:x00|u0000|U00000000)/.test(next) || next.includes('\0')) throw invalid('it asks for the character 0');
    if (next === '""') return nothing;
    if (next.startsWith('"') && next.length > 1) return { type: 'text', text: next };
    if (word.test(next)) return rule(next);
    return { type: 'set', ranges: [] };
  }

  #repeated(node: Node): Node {
    let repeated = node;
    for (let next = this.#pieces[this.#at] ?? ''; /^(?:[*+?]|\{.*)$/s.test(next); next = this.#pieces[this.#at] ?? '') {
      this.#at += 1;
      const [min = 0, max = min] = next.startsWith('{') ? readCounts(next) : simpleCounts[next as '*' | '+' | '?'];
      repeated = { type: 'repeat', node: repeated, min, max };
    }
    return repeated;
  }
}

const simpleCounts = { '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY], '?': [0, 1] } as const;

function readCounts(braces: string): [min: number, max: number] {
  const [, min, comma, max] = /^\{\s*(\d+)\s*(,)?\s*(\d*)\s*\}$/.exec(braces) ?? [];
  if (min === undefined) throw invalid(`"${braces.slice(0, 100)}" is not a number of repetitions`);
  if (comma === undefined) return [Number(min), Number(min)];
  return [Number(min), max === '' ? Number.POSITIVE_INFINITY : Number(max)];
}

class WayCounter {
  readonly #rules: Rules;
  readonly #known = new Map<string, Ways>();
  #depth = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** From every place within the node, for the engine goes on from there. */
  check(node: Node): void {
    if (node.type === 'repeat') this.check(node.node);
    if (node.type === 'choice' || node.type === 'sequence') for (const one of node.nodes) this.check(one);
    if (node.type !== 'sequence') return void this.#count(node);
    node.nodes.reduceRight<Ways>((after, one) => this.#follow(this.#count(one), after), { empty: 1, begun: 0 });
  }

  #count(node: Node): Ways {
    switch (node.type) {
      case 'text':
        return node.text === '' ? { empty: 1, begun: 0 } : { empty: 0, begun: 1 };
      case 'set':
        return { empty: 0, begun: 1 };
      case 'rule':
        return this.#countRule(node.name);
      case 'choice':
        return this.#limit(
          node.nodes
            .map((one) => this.#count(one))
            .reduce((sum, one) => ({ empty: sum.empty + one.empty, begun: sum.begun + one.begun }), { empty: 0, begun: 0 }),
        );
      case 'sequence': {
        let all: Ways = { empty: 1, begun: 0 };
        for (const one of node.nodes) {
          if (all.empty === 0) break;
          all = this.#follow(all, this.#count(one));
        }
        return all;
      }
      case 'repeat': {
        const once = this.#count(node.node);
        if (once.empty > 0 && node.max > 1) throw invalid('something that may be empty is repeated');
        return this.#limit({ empty: node.min === 0 ? 1 + once.empty : once.empty, begun: once.begun });
      }
      default:
        return node satisfies never;
    }
  }

  #countRule(name: string): Ways {
    const known = this.#known.get(name);
    if (known) return known;
    this.#depth += 1;
    if (this.#depth > longestChain) throw invalid('too many of its rules begin with each other');
    const ways = this.#count(this.#rules.get(name) ?? nothing);
    this.#depth -= 1;
    this.#known.set(name, ways);
    return ways;
  }

  #follow(first: Ways, next: Ways): Ways {
    return this.#limit({ empty: first.empty * next.empty, begun: first.begun + first.empty * next.begun });
  }

  #limit(ways: Ways): Ways {
    if (ways.empty > mostEmptyWays || ways.begun > mostWays) throw invalid('there are too many ways to go on');
    return ways;
  }
}

function invalid(reason: string): AppError {
  return new AppError('request.invalid', 'The grammar cannot be used.', { data: { reason: `grammar: ${reason}` } });
}
