import { expect, test } from 'vitest';
import { hasMath, normalizeMath } from './normalize-math.ts';

test('the ways models write mathematics become the one the parser knows', () => {
  expect(normalizeMath('so $a^2 + b^2$ is')).toBe('so $$a^2 + b^2$$ is');
  expect(normalizeMath('so \\(a + b\\) is')).toBe('so $$a + b$$ is');
  expect(normalizeMath('see \\[\nx = 1\n\\] there')).toBe('see \n$$\nx = 1\n$$\n there');
});

test('a display formula that is still being written is opened already, so that nothing flickers from text to formula', () => {
  expect(normalizeMath('see \\[ x = \\frac{1}')).toBe('see \n$$\nx = \\frac{1}\n$$\n');
});

test('code keeps its dollars and brackets', () => {
  for (const text of [
    'run `echo $HOME and $PATH` now',
    '```sh\necho $a $b\n\\(x\\)\n```\n',
    '```sh\necho $a and $b',
    '~~~\n$x$\n~~~',
    'a ``tick ` $x$ `` b',
  ]) {
    expect(normalizeMath(text), text).toBe(text);
  }
});

test('mathematics before and after code is still found', () => {
  expect(normalizeMath('$x$ `$y$` $z$')).toBe('$$x$$ `$y$` $$z$$');
  expect(normalizeMath('```\n$a$\n```\n$b$')).toBe('```\n$a$\n```\n$$b$$');
});

test('amounts of money stay text', () => {
  for (const text of [
    'It costs $5 and $10.',
    'from $5 to $6 each',
    'US$5 or A$7',
    '$20,000 is a lot, $1 is not',
    'a \\$5 b \\$6',
    '$ 5 $',
  ]) {
    expect(normalizeMath(text), text).toBe(text);
    expect(hasMath(normalizeMath(text)), text).toBe(false);
  }
});
