import { expect, test } from 'vitest';
import { parseBiases } from './logit-bias.tsx';

test('biases are one a line, and anything else is refused as a whole', () => {
  expect(parseBiases('123 = -100\n\n 7: 2.5 ')).toEqual({ 123: -100, 7: 2.5 });
  expect(parseBiases('')).toEqual({});
  for (const wrong of ['heron = 1', '12', '12 = 2000', '12 = -1\nnonsense']) expect(parseBiases(wrong), wrong).toBeUndefined();
});
