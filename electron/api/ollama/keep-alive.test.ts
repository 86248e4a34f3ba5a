import { expect, test } from 'vitest';
import { parseKeepAlive } from './keep-alive.ts';

test.each([
  [300, 300],
  [0, 0],
  [-1, -1],
  ['0', 0],
  ['3600', 3600],
  ['-1', -1],
  ['-5m', -1],
  ['5m', 300],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['24h', 86_400],
  ['300ms', 1],
  ['0s', 0],
  ['m', undefined],
  ['5 m', undefined],
  ['5m5', undefined],
  ['soon', undefined],
])('%j is %j seconds', (written, seconds) => {
  expect(parseKeepAlive(written)).toBe(seconds);
});
