/**
 * Sets of strings as deterministic automata: patterns, formats, lengths and number ranges all become one, so that any of them can be
 * asked for together. What remains is written as rules in which every state is one rule.
 */
import { CharSet, DFA, type Expression, JS, NFA, type NoParent, TooManyNodesError, Transformers, transform } from 'refa';
import { choice, type Node, nothing, type Range, rule, sequence, text } from './grammar.ts';

/** Above this an automaton is no longer worth its grammar: llama.cpp looks at every rule. */
const mostStates = 5000;
/** Before it is deterministic: states are linked with each other there, up to each with each. */
const mostLooseStates = 1000;
const longestPattern = 2000;
/** For all automata of one request together, of the thread's own time: they are made in the host's, where everybody else waits for them. */
const patienceMs = 1000;
const maxCharacter = 0x10ffff;

let endsAt = Number.POSITIVE_INFINITY;

/** Does work that makes automata; what takes too long throws as what is too large does. Within itself, the time is not begun anew. */
export function withPatience<T>(work: () => T, milliseconds = patienceMs): T {
  const before = endsAt;
  endsAt = Math.min(before, threadMs() + milliseconds);
  try {
    return work();
  } finally {
    endsAt = before;
  }
}

/** Not the clock's time: a busy computer would refuse what an idle one keeps. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

class States extends DFA.LimitedNodeFactory {
  override createNode(): DFA.Node {
    assertPatience();
    return super.createNode();
  }
}

class LooseStates extends NFA.LimitedNodeFactory {
  override createNode(): NFA.Node {
    assertPatience();
    return super.createNode();
  }
}

function assertPatience(): void {
  if (threadMs() > endsAt) throw new TooManyNodesError('It takes too long.');
}

/** Strings in which the regular expression of JSON Schema (ECMAScript with the flag u) is found. Throws when it is none, or too large. */
export function containing(pattern: string): DFA {
  const expression = parse(pattern);
  // Built anew each time: the transformations below change what they are given.
  const anything = () => parse('[^]*').alternatives[0]?.elements ?? [];
  const everywhere: NoParent<Expression> = {
    type: 'Expression',
    alternatives: expression.alternatives.map((one) => ({
      type: 'Concatenation',
      elements: [...anything(), ...one.elements, ...anything()],
    })),
  };
  const settled = transform(Transformers.applyAssertions(), everywhere);
  return fromExpression(transform(Transformers.patternEdgeAssertions({ remove: true }), settled));
}

/** Strings that match the regular expression from end to end. */
export function matching(pattern: string): DFA {
  return fromExpression(parse(pattern));
}

export function ofLength(min: number, max: number): DFA {
  if (Math.max(min, max === Number.POSITIVE_INFINITY ? 0 : max) >= mostStates) throw new TooManyNodesError('It is too long.');
  const any = characterSet(0, maxCharacter);
  return build((builder) => {
    let state = builder.initial;
    for (let length = 0; length < max; length += 1) {
      if (length >= min) builder.makeFinal(state);
      const isLast = length === min && max === Number.POSITIVE_INFINITY;
      const next = isLast ? state : builder.createNode();
      builder.linkNodes(state, next, any);
      if (isLast) return;
      state = next;
    }
    builder.makeFinal(state);
  });
}

/** Any string but these. */
export function except(words: readonly string[]): DFA {
  const automaton = DFA.fromWords(
    words.map((word) => Array.from(word, (one) => one.codePointAt(0) ?? 0)),
    { maxCharacter },
  );
  automaton.complement();
  return automaton;
}

export function intersection(automata: readonly DFA[]): DFA {
  assertPatience();
  const both = automata.reduce((left, right) => DFA.fromIntersection(left, right, new States(mostStates)));
  both.minimize();
  return both;
}

export function union(automata: readonly DFA[]): DFA {
  const [first, ...others] = automata.map((one) => NFA.fromFA(one));
  if (!first) return DFA.empty({ maxCharacter });
  for (const other of others) first.union(other);
  const joined = DFA.fromFA(first, new States(mostStates));
  joined.minimize();
  return joined;
}

/** Whether an error says that an automaton grew beyond its limit. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof TooManyNodesError;
}

/** How the characters of a set are written, followed by `next`. */
export type WriteCharacters = (ranges: readonly Range[], next: Node) => Node[];

/** As they are. */
export const asText: WriteCharacters = (ranges, next) => [sequence({ type: 'set', ranges }, next)];

/** As JSON writes them inside a string: quotes, backslashes and control characters by their escapes. */
export const asJson: WriteCharacters = (ranges, next) => {
  const plain = ranges.flatMap((range) => withoutEscaped(range));
  const escaped = escapedCharacters.filter((one) => ranges.some(([first, last]) => first <= one && one <= last));
  return [
    ...(plain.length > 0 ? [sequence({ type: 'set', ranges: plain }, next)] : []),
    ...escaped.map((one) => sequence(text(JSON.stringify(String.fromCodePoint(one)).slice(1, -1)), next)),
  ];
};

/** Adds a rule for every state and answers the first one. `end` follows after the last character. */
export function addStates(
  automaton: DFA,
  options: { name: string; write: WriteCharacters; end: Node; add(name: string, node: Node): void },
): Node {
  const { name, write, end, add } = options;
  const names = new Map([...automaton.nodes()].map((state, index) => [state, rule(`${name}-${index}`)]));
  for (const [state, { name: ruleName }] of names as Map<DFA.Node, { name: string }>) {
    const ways = [...groupByTarget(state)].flatMap(([target, ranges]) => write(ranges, names.get(target) ?? nothing));
    if (automaton.finals.has(state)) ways.push(end);
    add(ruleName, choice(...ways));
  }
  return names.get(automaton.initial) ?? nothing;
}

function groupByTarget(state: DFA.Node): Map<DFA.Node, Range[]> {
  const groups = new Map<DFA.Node, Range[]>();
  for (const [{ min, max }, target] of state.out) groups.set(target, [...(groups.get(target) ?? []), [min, max]]);
  return groups;
}

/** A number's automaton is built by hand; the rest comes from expressions. */
export function build(make: (builder: DFA.Builder) => void): DFA {
  const builder = new DFA.Builder(new States(mostStates));
  make(builder);
  return DFA.fromBuilder(builder, { maxCharacter });
}

/** One range of characters as the builder takes it. */
export function characterSet(min: number, max: number): CharSet {
  return CharSet.empty(maxCharacter).union([{ min, max }]);
}

function parse(pattern: string): NoParent<Expression> {
  if (pattern.length > longestPattern) throw new TooManyNodesError('It is too long.');
  assertPatience();
  return JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).parse({ assertions: 'parse', backreferences: 'throw' }).expression;
}

function fromExpression(expression: NoParent<Expression>): DFA {
  const loose = NFA.fromRegex(expression, { maxCharacter }, { assertions: 'throw' }, new LooseStates(mostLooseStates));
  const automaton = DFA.fromFA(loose, new States(mostStates));
  automaton.minimize();
  return automaton;
}

const escapedCharacters = [...Array.from({ length: 0x20 }, (_, code) => code), 0x22, 0x5c];
/** Quotes, backslashes and control characters; halves of pairs are no characters at all. */
const gaps: readonly Range[] = [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0xd800, 0xdfff],
];

function withoutEscaped(range: Range): Range[] {
  let left: Range[] = [range];
  for (const [from, to] of gaps) {
    left = left.flatMap(([first, last]): Range[] => {
      if (to < first || last < from) return [[first, last]];
      const before: Range[] = first < from ? [[first, from - 1]] : [];
      return to < last ? [...before, [to + 1, last]] : before;
    });
  }
  return left;
}
