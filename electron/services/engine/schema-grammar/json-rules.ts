/** The rules of JSON itself: what every grammar for JSON is built from. */
import { choice, type Node, nothing, optional, type Range, repeat, rule, sequence, text } from './grammar.ts';

/** JSON.parse keeps this many digits of a whole number exactly (2^53 has 16). */
export const mostDigits = 15;

const digits: readonly Range[] = [[0x30, 0x39]];
const digit: Node = { type: 'set', ranges: digits };
const firstDigit: Node = { type: 'set', ranges: [[0x31, 0x39]] };
const hexDigit: Node = { type: 'set', ranges: [...digits, [0x41, 0x46], [0x61, 0x66]] };
const wholePart = choice(text('0'), sequence(firstDigit, repeat(digit, 0, mostDigits - 1)));

/** A character that JSON takes as it is inside a string. */
const plainCharacter: Node = {
  type: 'set',
  isNegated: true,
  ranges: [
    [0x00, 0x1f],
    [0x22, 0x22],
    [0x5c, 0x5c],
    [0x7f, 0x7f],
  ],
};
const shortEscape: Node = { type: 'set', ranges: [...'"\\/bfnrt'].map((one) => [one.charCodeAt(0), one.charCodeAt(0)] as Range) };
/** Four hexadecimal digits that name a whole character, so that no half of a pair is written. */
const wholeCharacter = choice(
  sequence({ type: 'set', ranges: [...digits, [0x41, 0x43], [0x45, 0x46], [0x61, 0x63], [0x65, 0x66]] }, repeat(hexDigit, 3, 3)),
  sequence(
    {
      type: 'set',
      ranges: [
        [0x44, 0x44],
        [0x64, 0x64],
      ],
    },
    { type: 'set', ranges: [[0x30, 0x37]] },
    repeat(hexDigit, 2, 2),
  ),
);

/** Names of the rules below. */
export const json = {
  /** One space at most: short answers, and no model can go on with spaces for ever. */
  space: rule('space'),
  character: rule('character'),
  string: rule('string'),
  number: rule('number'),
  integer: rule('integer'),
  boolean: rule('boolean'),
  null: rule('null'),
  value: rule('value'),
  object: rule('object'),
  array: rule('array'),
} satisfies Record<string, Node>;

export const comma: Node = sequence(json.space, text(','), json.space);

export const jsonRules: Record<keyof typeof json, Node> = {
  space: optional(text(' ')),
  character: choice(plainCharacter, sequence(text('\\'), choice(shortEscape, sequence(text('u'), wholeCharacter)))),
  string: sequence(text('"'), repeat(json.character, 0, Number.POSITIVE_INFINITY), text('"')),
  number: sequence(
    optional(text('-')),
    wholePart,
    optional(sequence(text('.'), repeat(digit, 1, mostDigits))),
    // Two digits keep it finite.
    optional(
      sequence(
        {
          type: 'set',
          ranges: [
            [0x45, 0x45],
            [0x65, 0x65],
          ],
        },
        optional(choice(text('-'), text('+'))),
        repeat(digit, 1, 2),
      ),
    ),
  ),
  integer: sequence(optional(text('-')), wholePart),
  boolean: choice(text('true'), text('false')),
  null: text('null'),
  value: choice(json.object, json.array, json.string, json.number, json.boolean, json.null),
  object: wrap('{', list(sequence(json.string, json.space, text(':'), json.space, json.value), 0, Number.POSITIVE_INFINITY), '}'),
  array: wrap('[', list(json.value, 0, Number.POSITIVE_INFINITY), ']'),
};

/** Between brackets, with space inside them. */
export function wrap(open: string, inside: Node, close: string): Node {
  return sequence(text(open), json.space, inside, text(close));
}

/** `min` to `max` items with commas, space after the last one. */
export function list(item: Node, min: number, max: number): Node {
  if (max === 0) return nothing;
  const further = repeat(sequence(comma, item), Math.max(0, min - 1), max - 1);
  const items = sequence(item, further, json.space);
  return min === 0 ? optional(items) : items;
}

/** A value that is known beforehand. */
export function literal(value: unknown): Node {
  if (typeof value !== 'object' || value === null) return text(JSON.stringify(value));
  const items = Array.isArray(value)
    ? value.map(literal)
    : Object.entries(value).map(([name, one]) => sequence(text(JSON.stringify(name)), json.space, text(':'), json.space, literal(one)));
  const joined = items.flatMap((item, index) => (index === 0 ? [item] : [comma, item]));
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return wrap(open, sequence(...joined, json.space), close);
}
