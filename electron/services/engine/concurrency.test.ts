import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import type { GenerationEvent } from '../../../shared/generation.ts';
import { ask, createTestEngine, doneOf, textOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-engine-'));
const file = (name: string) => join(folder, `${name}.gguf`);
const script = 'One two three four five six seven eight nine ten.';
writeScriptedModel(file('quick'), { script });
writeScriptedModel(file('other'), { script: 'Another model speaks.' });
writeScriptedModel(file('slow'), { script, endless: true, extraMegabytes: 60 });
const names = ['quick', 'other', 'slow'];
const { engine, collect, settings } = createTestEngine(Object.fromEntries(names.map((name) => [name, file(name)])));
const greedy = { temperature: 0 };

afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

test('two models answer at the same time, each in its own process', async () => {
  const [one, two] = await Promise.all([
    collect(ask('quick', 'Hi', { sampling: greedy })),
    collect(ask('other', 'Hi', { sampling: greedy })),
  ]);
  expect(textOf(one)).toBe(script);
  expect(textOf(two)).toBe('Another model speaks.');
  const pids = (await list()).map((model) => model.processId);
  expect(new Set(pids).size).toBe(2);
});

test('a second turn reads only what is new', async () => {
  const first = await collect(ask('quick', 'Hi there, how are you today?', { sampling: greedy }));
  const turns = [
    { role: 'user' as const, content: 'Hi there, how are you today?' },
    { role: 'assistant' as const, content: textOf(first) },
    { role: 'user' as const, content: 'Again.' },
  ];
  const second = doneOf(await collect({ model: 'quick', turns, sampling: greedy }));
  const { usage } = doneOf(first);
  expect(second.usage.cachedTokens).toBeGreaterThanOrEqual(usage.promptTokens + usage.completionTokens - 1);
  expect(second.usage.cachedTokens).toBeLessThan(second.usage.promptTokens);
});

test('who has to wait learns the place in the queue, and moves up', async () => {
  const stop = [new AbortController(), new AbortController(), new AbortController()];
  const answers = stop.map(({ signal }) => record('slow', signal));
  await Promise.all([answers[0]?.until('text'), answers[1]?.until('queued'), answers[2]?.until('queued')]);
  expect(positions(answers[1])).toEqual([1]);
  expect(positions(answers[2])).toEqual([2]);
  expect((await list()).find((model) => model.modelId === 'slow')).toMatchObject({ activeRequests: 1, queuedRequests: 2 });
  stop[1]?.abort();
  expect(doneOf((await answers[1]?.all) ?? []).finishReason).toBe('cancelled');
  await answers[2]?.until('queued', 1);
  expect(positions(answers[2])).toEqual([2, 1]);
  stop[0]?.abort();
  await answers[2]?.until('text');
  stop[2]?.abort();
  for (const answer of answers) expect(doneOf((await answer?.all) ?? []).finishReason).toBe('cancelled');
});

test('a stop is answered with what was said so far', async () => {
  const stop = new AbortController();
  const answer = record('slow', stop.signal);
  await answer.until('text');
  stop.abort();
  const events = await answer.all;
  const done = doneOf(events);
  expect(done.finishReason).toBe('cancelled');
  expect(done.usage.completionTokens).toBeGreaterThan(0);
  expect((script + script).startsWith(textOf(events))).toBe(true);
});

test('a stop in the middle of a long prompt does not wait for its end, and what was read is kept', async () => {
  const stop = new AbortController();
  const long = 'Tell me more about it. '.repeat(40);
  const answer = record('slow', stop.signal, long);
  await answer.until('prompt', 1);
  stop.abort();
  const events = await answer.all;
  expect(doneOf(events).finishReason).toBe('cancelled');
  const read = events.findLast((event) => event.type === 'prompt');
  expect(read?.processed).toBeLessThan(read?.total ?? 0);
  const again = new AbortController();
  const second = record('slow', again.signal, long);
  await second.until('prompt');
  again.abort();
  expect(doneOf(await second.all).usage.cachedTokens).toBeGreaterThanOrEqual(read?.processed ?? Number.POSITIVE_INFINITY);
});

test('with more slots several answers are written together, and a long prompt does not hold them up', async () => {
  await engine.load({ modelId: 'slow', settings: { parallelSlots: 3 } });
  const stop = new AbortController();
  const writing = [record('slow', stop.signal, 'One'), record('slow', stop.signal, 'Two')];
  await Promise.all(writing.map((answer) => answer.until('text')));
  const before = writing.map((answer) => textOf(answer.events).length);
  const reading = record('slow', stop.signal, 'A long story about nothing at all. '.repeat(25));
  await reading.until('text');
  stop.abort();
  const prompts = (await reading.all).filter((event) => event.type === 'prompt').length;
  expect(prompts).toBeGreaterThan(2);
  for (const [index, answer] of writing.entries()) {
    const events = await answer.all;
    expect(textOf(events).length).toBeGreaterThan(before[index] ?? 0);
    expect(script.repeat(40).startsWith(textOf(events))).toBe(true);
  }
});

test('an unload in mid-answer keeps what was said', async () => {
  const answer = record('slow', new AbortController().signal);
  await answer.until('text');
  await engine.unload({ modelId: 'slow' });
  const events = await answer.all;
  expect(doneOf(events).finishReason).toBe('cancelled');
  expect(doneOf(events).usage.completionTokens).toBeGreaterThan(0);
  expect((await list()).some((model) => model.modelId === 'slow')).toBe(false);
});

test('tokens are counted while the model is loaded', async () => {
  expect((await engine.countTokens({ modelId: 'quick', text: 'One two three' })).tokens).toBeGreaterThan(1);
  expect(await engine.countTokens({ modelId: 'slow', text: 'One' })).toEqual({});
});

test('remembered settings are used for the next load', async () => {
  await engine.load({ modelId: 'other', settings: { contextLength: 700, threads: 1 }, remember: true });
  expect(settings.get().loadSettings.other).toEqual({ contextLength: 700, threads: 1 });
  await engine.unload({ modelId: 'other' });
  const events = await collect(ask('other', 'Hi', { sampling: greedy }));
  expect(doneOf(events).usage.contextLength).toBe(768);
});

/** Follows an answer; `until` resolves when more than `after` events of a type have come. */
function record(model: string, signal: AbortSignal, text = 'Count.') {
  const events: GenerationEvent[] = [];
  const waiting = new Set<() => void>();
  const run = async () => {
    for await (const event of engine.generate(ask(model, text, { sampling: greedy }), signal)) {
      events.push(event);
      for (const check of waiting) check();
    }
    return events;
  };
  const all = run();
  const until = (type: GenerationEvent['type'], after = 0) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (events.filter((event) => event.type === type).length > after) resolve();
      };
      waiting.add(check);
      check();
    });
  return { events, all, until };
}

function positions(answer: { events: GenerationEvent[] } | undefined): number[] {
  return (answer?.events ?? []).flatMap((event) => (event.type === 'queued' ? [event.position] : []));
}

async function list() {
  for await (const { models } of engine.watch()) return models;
  return [];
}
