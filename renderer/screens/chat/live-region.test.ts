import { expect, test } from 'vitest';
import { firstSentence } from './live-region.tsx';

test('the first sentence of an answer is what is read out, without marks', () => {
  expect(firstSentence('The **heron** eats 3.5 fish. Then it sleeps.')).toBe('The heron eats 3.5 fish.');
  expect(firstSentence('```js\nx\n```\n苍鹭吃鱼。然后睡觉。')).toBe('苍鹭吃鱼。');
  expect(firstSentence('word '.repeat(100))).toHaveLength(200);
  expect(firstSentence('')).toBe('');
});
