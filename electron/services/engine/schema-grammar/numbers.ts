/** Numbers between bounds and multiples, as automata over their plain notation (no exponent). */
import type { CharSet, DFA } from 'refa';
import { build, characterSet, intersection, matching, union } from './automaton.ts';
import { mostDigits } from './json-rules.ts';

export interface NumberLimits {
  isInteger: boolean;
  minimum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  multipleOf?: number | undefined;
}

interface Bound {
  value: number;
  isStrict: boolean;
}

/** The largest multiple, as a whole number after the decimal point is moved, that is worth an automaton. */
const largestMultiple = 1000;

/** Undefined where no such number can be written. Throws RangeError for a multiple that is too fine or too large. */
export function numberAutomaton(limits: NumberLimits): DFA | undefined {
  const low = tighter([bound(limits.minimum, false), bound(limits.exclusiveMinimum, true)], (a, b) => a > b);
  const high = tighter([bound(limits.maximum, false), bound(limits.exclusiveMaximum, true)], (a, b) => a < b);
  const multiple = limits.multipleOf === undefined ? [] : [multiplesOf(limits.multipleOf)];
  const parts: DFA[] = [];
  if (!high || high.value > 0 || (high.value === 0 && !high.isStrict)) {
    const from = low && low.value >= 0 ? low : undefined;
    parts.push(...magnitudes('', { from, to: high, isInteger: limits.isInteger, multiple }));
  }
  if (!low || low.value < 0) {
    const from = high && high.value <= 0 ? { value: -high.value, isStrict: high.isStrict } : undefined;
    const to = low && { value: -low.value, isStrict: low.isStrict };
    parts.push(...magnitudes('-', { from, to, isInteger: limits.isInteger, multiple }));
  }
  return parts.length === 0 ? undefined : union(parts);
}

function bound(value: number | undefined, isStrict: boolean): Bound | undefined {
  return value === undefined ? undefined : { value, isStrict };
}

function tighter(bounds: (Bound | undefined)[], isTighter: (a: number, b: number) => boolean): Bound | undefined {
  let best: Bound | undefined;
  for (const one of bounds) {
    if (!one) continue;
    if (!best || isTighter(one.value, best.value) || (one.value === best.value && one.isStrict)) best = one;
  }
  return best;
}

function magnitudes(
  sign: '' | '-',
  { from, to, isInteger, multiple }: { from: Bound | undefined; to: Bound | undefined; isInteger: boolean; multiple: DFA[] },
): DFA[] {
  const whole = `(?:0|[1-9]\\d{0,${mostDigits - 1}})`;
  const sets = [matching(isInteger ? whole : `${whole}(?:\\.\\d{1,${mostDigits}})?`), ...multiple];
  if (from) sets.push(matching(atLeast(from)));
  if (to) sets.push(matching(atMost(to)));
  const found = intersection(sets);
  if (found.isEmpty) return [];
  if (sign === '') return [found];
  const signed = build((builder) => {
    const copies = new Map([...found.nodes()].map((state) => [state, builder.createNode()]));
    for (const [state, copy] of copies) {
      for (const [{ min, max }, target] of state.out) builder.linkNodes(copy, copies.get(target) ?? copy, characterSet(min, max));
      if (found.finals.has(state)) builder.makeFinal(copy);
    }
    builder.linkNodes(builder.initial, copies.get(found.initial) ?? builder.initial, written('-'));
  });
  return [signed];
}

/** Any notation of a number of at least this size; what is no notation is left to the intersection. */
function atLeast({ value, isStrict }: Bound): string {
  const { whole, fraction } = split(value);
  const more = compareDigits(whole, 'more').map((one) => `${one}(?:\\.\\d*)?`);
  const longer = `[1-9]\\d{${whole.length},}(?:\\.\\d*)?`;
  const fractions = compareFraction(fraction, 'more').map((one) => `\\.${one}`);
  const same = isStrict ? `\\.${fraction}\\d*[1-9]\\d*` : fraction === '' ? '(?:\\.\\d*)?' : `\\.${fraction}\\d*`;
  return [longer, ...more, ...[...fractions, same].map((one) => `${whole}${one}`)].join('|');
}

function atMost({ value, isStrict }: Bound): string {
  const { whole, fraction } = split(value);
  const shorter = whole.length > 1 ? [`\\d{1,${whole.length - 1}}(?:\\.\\d*)?`] : [];
  const less = compareDigits(whole, 'less').map((one) => `${one}(?:\\.\\d*)?`);
  // A fraction that stops early is the smaller one.
  const fractions = fraction === '' ? [] : ['', ...cutFractions(fraction), ...compareFraction(fraction, 'less').map((one) => `\\.${one}`)];
  const same = isStrict ? [] : [fraction === '' ? '(?:\\.0*)?' : `\\.${fraction}0*`];
  return [...shorter, ...less, ...[...fractions, ...same].map((one) => `${whole}${one}`)].join('|');
}

/** Numbers of as many digits that are larger or smaller: equal up to a place, and there the digit decides. */
function compareDigits(digits: string, which: 'more' | 'less'): string[] {
  return [...digits].flatMap((digit, index) => {
    const deciding = which === 'more' ? range(Number(digit) + 1, 9) : range(0, Number(digit) - 1);
    return deciding === undefined ? [] : [`${digits.slice(0, index)}${deciding}\\d{${digits.length - index - 1}}`];
  });
}

function compareFraction(digits: string, which: 'more' | 'less'): string[] {
  return [...digits].flatMap((digit, index) => {
    const deciding = which === 'more' ? range(Number(digit) + 1, 9) : range(0, Number(digit) - 1);
    return deciding === undefined ? [] : [`${digits.slice(0, index)}${deciding}\\d*`];
  });
}

function cutFractions(fraction: string): string[] {
  return Array.from({ length: fraction.length - 1 }, (_, index) => `\\.${fraction.slice(0, index + 1)}`);
}

function range(from: number, to: number): string | undefined {
  if (from > to) return undefined;
  return from === to ? String(from) : `[${from}-${to}]`;
}

/** Decimal digits before and after the point, no zeros at the end. */
function split(value: number): { whole: string; fraction: string } {
  const [digits = '0', exponent = '0'] = String(value).split('e');
  const [before = '0', after = ''] = digits.split('.');
  const shift = Number(exponent);
  const all = before + after;
  const point = before.length + shift;
  const whole = point <= 0 ? '0' : all.slice(0, point).padEnd(point, '0');
  const fraction = point <= 0 ? '0'.repeat(-point) + all : all.slice(point);
  return { whole: whole.replace(/^0+(?=\d)/, ''), fraction: fraction.replace(/0+$/, '') };
}

/** Remainders as states: reading a digit multiplies by ten. After the point there are as many places as the multiple has. */
function multiplesOf(multiple: number): DFA {
  const { whole, fraction } = split(multiple);
  const places = fraction.length;
  const scaled = Number(whole + fraction);
  if (scaled > largestMultiple || scaled === 0) throw new RangeError('The multiple is too large or too fine.');
  return build((builder) => {
    const states = Array.from({ length: places + 1 }, () => Array.from({ length: scaled }, () => builder.createNode()));
    const at = (read: number, remainder: number) => states[read]?.[remainder % scaled] ?? builder.initial;
    const link = (from: DFA.Node, read: number, remainder: number) => {
      for (let digit = 0; digit <= 9; digit += 1) builder.linkNodes(from, at(read, remainder * 10 + digit), written(String(digit)));
    };
    link(builder.initial, 0, 0);
    for (let read = 0; read <= places; read += 1) {
      for (let remainder = 0; remainder < scaled; remainder += 1) {
        const state = at(read, remainder);
        if ((remainder * 10 ** (places - read)) % scaled === 0) builder.makeFinal(state);
        if (read === 0) {
          link(state, 0, remainder);
          if (places > 0) {
            const point = builder.createNode();
            builder.linkNodes(state, point, written('.'));
            link(point, 1, remainder);
          }
        } else if (read < places) link(state, read + 1, remainder);
      }
    }
  });
}

function written(character: string): CharSet {
  const code = character.charCodeAt(0);
  return characterSet(code, code);
}
