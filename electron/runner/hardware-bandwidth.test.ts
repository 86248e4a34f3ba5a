import { expect, test } from 'vitest';
import { measureMemoryBandwidth } from './hardware-bandwidth.ts';

test('memory is read at a speed that memory can have', async () => {
  const bandwidth = await measureMemoryBandwidth();
  // Undefined where memory is short: then nothing is said about speed.
  if (bandwidth === undefined) return;
  expect(bandwidth).toBeGreaterThan(0.2e9);
  expect(bandwidth).toBeLessThan(10_000e9);
});
