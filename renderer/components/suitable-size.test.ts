import { expect, test } from 'vitest';
import { suitableBillions } from './suitable-size.ts';

const GB = 1e9;

test('the graphics card decides where it holds a useful model', () => {
  expect(suitableBillions({ gpus: [{ name: 'RTX 4060', memoryBytes: 8 * GB }], memoryBytes: 32 * GB })).toBe(8);
  expect(suitableBillions({ gpus: [{ name: 'RTX 4090', memoryBytes: 25 * GB }], memoryBytes: 64 * GB })).toBe(32);
});

test('without a card, memory decides and the system keeps its share', () => {
  expect(suitableBillions({ gpus: [], memoryBytes: 16 * GB })).toBe(8);
  expect(suitableBillions({ gpus: [{ name: 'old', memoryBytes: 1 * GB }], memoryBytes: 16 * GB })).toBe(8);
});

test('a very small computer is told no size', () => {
  expect(suitableBillions({ gpus: [], memoryBytes: 2 * GB })).toBeUndefined();
});
