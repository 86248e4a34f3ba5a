/** The bytes that are shown for a loaded model. */
import { afterAll, expect, test } from 'vitest';
import { starterFile } from '../../../e2e/tiny-models/starter-file.ts';
import { ask, createTestEngine } from './test-engine.ts';

const { engine, collect } = createTestEngine({ starter: starterFile });
afterAll(() => engine.dispose());

const bars = ({ memory }: Awaited<ReturnType<typeof engine.estimate>>) => memory.usedBytes + memory.modelBytes + memory.contextBytes;

test('a loaded model takes what was foretold, and its bar does not count it twice', async () => {
  const before = await engine.estimate({ modelId: 'starter' });
  await collect(ask('starter', 'Hello', { sampling: { maxTokens: 1 } }));
  const watch = engine.watch()[Symbol.asyncIterator]();
  const measured = (await watch.next()).value?.models[0]?.memoryBytes ?? 0;
  await watch.return?.();
  expect(Math.abs(measured / before.totalBytes - 1)).toBeLessThan(0.1);

  // What is free stays as it was in this test, as if other programs had given back what the model took.
  const after = await engine.estimate({ modelId: 'starter' });
  expect(after.totalBytes).toBe(before.totalBytes);
  expect(bars(before) - bars(after)).toBeGreaterThan(0.5 * before.memory.contextBytes);
});
