import { afterAll, expect, test } from 'vitest';
import { starterFile } from '../../../e2e/tiny-models/starter-file.ts';
import { ask, createTestEngine, doneOf, textOf } from './test-engine.ts';

const { engine, collect, used, settings } = createTestEngine({ starter: starterFile });
afterAll(() => engine.dispose());

test('the starter model answers, and the answer says how it went', async () => {
  const events = await collect(ask('starter', 'What is the capital of France?', { sampling: { temperature: 0 } }));
  expect(textOf(events)).toContain('Paris');
  expect(events.some((event) => event.type === 'loading')).toBe(true);
  const done = doneOf(events);
  expect(done.finishReason).toBe('stop');
  expect(done.usage.promptTokens).toBeGreaterThan(5);
  expect(done.usage.completionTokens).toBeGreaterThan(3);
  expect(done.timings.tokensPerSecond).toBeGreaterThan(0);
  expect(used).toEqual(['starter']);
  expect(settings.get().lastModelId).toBe('starter');
});
