import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { mutations, runnerKills, seededRandom } from '../../../e2e/long-run.ts';
import { brokenKinds, writeBrokenModel } from '../../../e2e/tiny-models/broken-model.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import type { GenerationEvent } from '../../../shared/generation.ts';
import { ask, createTestEngine, doneOf, textOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-engine-'));
const file = (name: string) => join(folder, `${name}.gguf`);
const script = 'One two three four five six seven eight nine ten.';
writeScriptedModel(file('slow'), { script, endless: true, extraMegabytes: 60 });
writeScriptedModel(file('quick'), { script });
writeScriptedModel(file('unheard-of'), { script, architecture: 'unheard-of' });
writeScriptedModel(file('mutated'), { script });
const files: Record<string, string> = {
  mutated: file('mutated'),
  'unheard-of': file('unheard-of'),
  slow: file('slow'),
  quick: file('quick'),
};
for (const kind of brokenKinds) files[kind] = writeBrokenModel(file(kind), kind);
const { engine, collect, settings } = createTestEngine(files);
const greedy = { temperature: 0 };

afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const times = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each(times(runnerKills))(
  'a killed runner becomes one error, the text so far is kept, and the model can be loaded again at once (%i)',
  async () => {
    const events: GenerationEvent[] = [];
    for await (const event of engine.generate(ask('slow', 'Count.', { sampling: greedy }), new AbortController().signal)) {
      events.push(event);
      if (event.type === 'text') process.kill((await find('slow'))?.processId ?? 0, 'SIGKILL');
    }
    expect(textOf(events).length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'engine.crashed', data: { cause: 'signal', signal: 'SIGKILL' } } });
    expect((await find('slow'))?.state).toMatchObject({ type: 'crashed', error: { code: 'engine.crashed' } });
    const again = await collect(ask('slow', 'Count.', { sampling: { ...greedy, maxTokens: 3 } }));
    expect(doneOf(again).finishReason).toBe('length');
    expect((await find('slow'))?.state.type).toBe('ready');
  },
);

test('a crash is listed until it is dismissed', async () => {
  process.kill((await find('slow'))?.processId ?? 0, 'SIGABRT');
  await vi.waitUntil(async () => (await find('slow'))?.state.type === 'crashed', { timeout: 30_000 });
  expect((await find('slow'))?.state).toMatchObject({ error: { data: { cause: 'abort' } } });
  await engine.unload({ modelId: 'slow' });
  expect(await find('slow')).toBeUndefined();
});

test.each(brokenKinds)('a broken file costs one sentence, never the host: %s', async (kind) => {
  const events = await collect(ask(kind, 'Hello'));
  const last = events.at(-1);
  expect(last?.type).toBe('error');
  if (last?.type !== 'error') return;
  expect(['model.broken', 'model.load-failed', 'engine.crashed']).toContain(last.error.code);
  expect((await find(kind))?.state.type).toMatch(/failed|crashed/);
  await engine.unload({ modelId: kind });
  expect(textOf(await collect(ask('quick', 'Hi', { sampling: greedy })))).toBe(script);
});

test('a file with damaged bytes answers or costs one sentence, never the host', async () => {
  const whole = readFileSync(file('quick'));
  const random = seededRandom(5);
  const below = (limit: number) => Math.floor(random() * limit);
  for (const round of times(mutations)) {
    const changed = Uint8Array.from(whole);
    for (let count = 1 + below(3); count > 0; count -= 1) changed[below(round % 2 === 0 ? whole.length : 8000)] = below(256);
    writeFileSync(file('mutated'), changed);
    const events = await collect(ask('mutated', 'Hello', { sampling: { ...greedy, maxTokens: 3 } }));
    expect(['done', 'error'], `round ${round}`).toContain(events.at(-1)?.type);
    await engine.unload({ modelId: 'mutated' });
  }
  expect(textOf(await collect(ask('quick', 'Hi', { sampling: greedy })))).toBe(script);
}, 3_600_000);

test("a load that fails says why, in the engine's own words", async () => {
  const events = await collect(ask('unheard-of', 'Hello'));
  const reason = "unknown model architecture: 'unheard-of'";
  expect(events.at(-1)).toEqual({ type: 'error', error: { code: 'model.load-failed', data: { reason } } });
  expect((await find('unheard-of'))?.state).toEqual({ type: 'failed', error: { code: 'model.load-failed', data: { reason } } });
});

test('a context that no memory can hold is refused with what it takes and what is free', async () => {
  await engine.load({ modelId: 'quick', settings: { contextLength: 16_777_216, parallelSlots: 64 } });
  const last = (await collect(ask('quick', 'Hello'))).at(-1);
  if (last?.type !== 'error') throw new Error(`It ended with ${JSON.stringify(last)}`);
  expect(last.error.code).toBe('model.not-enough-memory');
  expect(last.error.data?.neededBytes).toBeGreaterThan(last.error.data?.freeBytes as number);
  await engine.unload({ modelId: 'quick' });
});

test('a load can be cancelled, and who waits for it is told', async () => {
  const answer = collect(ask('slow', 'Count.'));
  await vi.waitUntil(async () => (await find('slow'))?.state.type === 'loading');
  await engine.unload({ modelId: 'slow' });
  expect((await answer).at(-1)).toEqual({ type: 'error', error: { code: 'model.load-cancelled' } });
  expect(await find('slow')).toBeUndefined();
});

test('a model that nobody uses is unloaded after its idle time', async () => {
  await collect(ask('quick', 'Hi', { sampling: greedy }));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    settings.update({ idleUnloadMinutes: 5 });
    vi.advanceTimersByTime(4 * 60_000);
    expect((await find('quick'))?.state.type).toBe('ready');
    vi.advanceTimersByTime(2 * 60_000);
    expect(await find('quick')).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});

test('an unknown model and a bad request are errors in the answer', async () => {
  expect((await collect(ask('nowhere', 'Hi'))).at(-1)).toMatchObject({ type: 'error', error: { code: 'model.not-found' } });
  const bad = await collect({ model: 'quick', turns: [], sampling: {} });
  expect(bad).toMatchObject([{ type: 'error', error: { code: 'request.invalid' } }]);
});

async function find(modelId: string) {
  for await (const { models } of engine.watch()) return models.find((model) => model.modelId === modelId);
  return undefined;
}
