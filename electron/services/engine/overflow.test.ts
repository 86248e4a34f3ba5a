import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import type { GenerationEvent, Turn } from '../../../shared/generation.ts';
import { createTestEngine, doneOf, textOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-engine-'));
const file = (name: string) => join(folder, `${name}.gguf`);
const script = 'One two three four five six seven eight nine ten.';
writeScriptedModel(file('brief'), { script });
writeScriptedModel(file('endless'), { script, endless: true });
const loadSettings = { threads: 1, contextLength: 256 };
const { engine, collect } = createTestEngine(
  { brief: file('brief'), endless: file('endless') },
  { loadSettings: { brief: loadSettings, endless: loadSettings } },
);
const sampling = { temperature: 0 };
/** About 70 tokens: most characters are a token of their own. */
const long = 'abcdefghij '.repeat(6);
const manyTurns: Turn[] = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: long },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: long },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: long },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: 'And now?' },
];

afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

test('a conversation that no longer fits is refused with its numbers when it should stop', async () => {
  const events = await collect({ model: 'brief', turns: manyTurns, sampling, overflow: 'stop' });
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'error', error: { code: 'context.exceeded', data: { contextLength: 256 } } });
  if (last?.type === 'error') expect(last.error.data?.promptTokens).toBeGreaterThan(256);
});

test('the oldest turns are left out, and it says how many, when they may be dropped', async () => {
  const events = await collect({ model: 'brief', turns: manyTurns, sampling, overflow: 'drop-oldest' });
  expect(droppedOf(events)).toEqual([4]);
  expect(textOf(events)).toBe(script);
  const { usage } = doneOf(events);
  expect(usage.promptTokens).toBeLessThanOrEqual(256 * 0.75);
});

test('a newest turn that does not fit alone is refused also then', async () => {
  const turns: Turn[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Yes.' },
    { role: 'user', content: long.repeat(6) },
  ];
  const events = await collect({ model: 'brief', turns, sampling, overflow: 'drop-oldest' });
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'context.exceeded' } });
});

test('an answer that fills the context ends there and says so', async () => {
  const events = await collect({ model: 'endless', turns: [{ role: 'user', content: 'Count.' }], sampling, overflow: 'stop' });
  const { finishReason, usage } = doneOf(events);
  expect(finishReason).toBe('context');
  expect(usage.promptTokens + usage.completionTokens).toBe(256);
  expect(script.repeat(30).startsWith(textOf(events))).toBe(true);
});

test('an answer that fills the context goes on without the oldest turns when they may be dropped', async () => {
  const turns: Turn[] = [
    { role: 'user', content: long },
    { role: 'assistant', content: 'Yes.' },
    { role: 'user', content: 'Count.' },
  ];
  const events = await collect({ model: 'endless', turns, sampling, overflow: 'drop-oldest' });
  expect(droppedOf(events)).toEqual([2]);
  expect(doneOf(events).finishReason).toBe('context');
  expect(doneOf(events).usage.completionTokens).toBeGreaterThan(190);
  expect(script.repeat(30).startsWith(textOf(events))).toBe(true);
});

function droppedOf(events: readonly GenerationEvent[]): number[] {
  return events.flatMap((event) => (event.type === 'dropped' ? [event.turns] : []));
}

test('a whole book as one question is refused with its length', async () => {
  const events = await collect({ model: 'brief', turns: [{ role: 'user', content: 'word '.repeat(40_000) }] });
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'context.exceeded', data: { contextLength: 256 } } });
});
