/** What only a server does: several slots, models that give way, a queue with an end, models that stay as long as a request says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import type { Estimate, Fit, LoadedModel } from '../../../shared/engine.ts';
import { LoadedEntry } from './loaded-entry.ts';
import { chooseSlots, chooseVictim } from './make-room.ts';
import { ask, createTestEngine, type TestEngine, textOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-serving-'));
const file = (name: string) => join(folder, `${name}.gguf`);
let host: TestEngine;

beforeAll(() => {
  writeScriptedModel(file('one'), { script: 'First.' });
  writeScriptedModel(file('two'), { script: 'Second.' });
  writeScriptedModel(file('three'), { script: 'One two three four five six seven eight nine ten.' });
  host = createTestEngine({ one: file('one'), two: file('two'), three: file('three') }, { serverIdleMinutes: 7, idleUnloadMinutes: 3 });
});
afterAll(async () => {
  await host.engine.dispose();
  rmSync(folder, { recursive: true });
});

async function loaded(): Promise<LoadedModel[]> {
  for await (const { models } of host.engine.watch()) return models;
  return [];
}

test('a model that a program asks for has several slots and the time of the server; one that a person asks for has its own', async () => {
  const [served, own] = await Promise.all([host.collect(ask('one', 'Hi', { loadedFor: 'server' })), host.collect(ask('two', 'Hi'))]);
  expect([textOf(served), textOf(own)]).toEqual(['First.', 'Second.']);
  const settings = Object.fromEntries((await loaded()).map((model) => [model.modelId, model.settings]));
  expect(settings.one).toMatchObject({ parallelSlots: 4, idleUnloadMinutes: 7 });
  expect(settings.two).toMatchObject({ parallelSlots: 1, idleUnloadMinutes: 3 });
});

test('a request says how long the model stays: not at all, or until somebody unloads it', async () => {
  await host.collect(ask('one', 'Hi', { keepLoadedSeconds: -1 }));
  expect((await loaded()).find(({ modelId }) => modelId === 'one')).not.toHaveProperty('unloadsAt');
  await host.collect(ask('one', 'Hi', { keepLoadedSeconds: 0 }));
  await expect.poll(async () => (await loaded()).map(({ modelId }) => modelId)).not.toContain('one');
});

test('a request for vectors says so, too', async () => {
  await host.engine.embed({ model: 'one', inputs: ['Hi'], keepLoadedSeconds: -1 }, new AbortController().signal);
  expect((await loaded()).find(({ modelId }) => modelId === 'one')).not.toHaveProperty('unloadsAt');
  await host.engine.embed({ model: 'one', inputs: ['Hi'], keepLoadedSeconds: 0 }, new AbortController().signal);
  await expect.poll(async () => (await loaded()).map(({ modelId }) => modelId)).not.toContain('one');
});

test('slots are taken as long as they fit as well as one alone', async () => {
  const fits = (byCount: Record<number, Fit>) => async (count: number) => ({ fit: byCount[count] ?? 'memory' }) as Estimate;
  expect(await chooseSlots(fits({ 1: 'memory', 4: 'memory' }))).toBe(4);
  expect(await chooseSlots(fits({ 1: 'gpu', 4: 'partly', 2: 'gpu' }))).toBe(2);
  expect(await chooseSlots(fits({ 1: 'memory', 4: 'tight', 2: 'tight' }))).toBe(1);
  expect(await chooseSlots(fits({ 1: 'tight', 4: 'tight', 2: 'tight' }))).toBe(1);
});

test('what is loaded says how fast it wrote last, once an answer was long enough to tell', async () => {
  const speedOf = async (id: string) => (await loaded()).find(({ modelId }) => modelId === id)?.tokensPerSecond;
  await host.collect(ask('two', 'Hi'));
  expect(await speedOf('two')).toBeUndefined();
  await host.collect(ask('three', 'Hi'));
  expect(await speedOf('three')).toBeGreaterThan(0);
});

function entry(name: string, options: { isServed: boolean; minutes: number; lastUsedAt: number; isReady?: boolean }): LoadedEntry {
  const made = new LoadedEntry({
    model: { id: name, name } as never,
    overrides: {},
    settings: { idleUnloadMinutes: options.minutes, parallelSlots: 1 } as never,
    isServed: options.isServed,
    onChange: () => {},
    onIdle: () => {},
  });
  if (options.isReady ?? true) made.state = { type: 'ready' };
  made.lastUsedAt = options.lastUsedAt;
  return made;
}

test('the model unused for longest gives way, those that programs loaded first; never a busy, a loading or a pinned one', () => {
  const wanted = entry('wanted', { isServed: true, minutes: 5, lastUsedAt: 9, isReady: false });
  const old = entry('old', { isServed: false, minutes: 5, lastUsedAt: 1 });
  const served = entry('served', { isServed: true, minutes: 5, lastUsedAt: 5 });
  const newer = entry('newer', { isServed: true, minutes: 5, lastUsedAt: 6 });
  const pinned = entry('pinned', { isServed: true, minutes: 0, lastUsedAt: 0 });
  const loading = entry('loading', { isServed: true, minutes: 5, lastUsedAt: 0, isReady: false });
  const busy = entry('busy', { isServed: true, minutes: 5, lastUsedAt: 0 });
  using _ = busy.expect();
  expect(chooseVictim([wanted, old, newer, served, pinned, loading, busy], wanted)).toBe(served);
  expect(chooseVictim([wanted, old, pinned, loading, busy], wanted)).toBe(old);
  expect(chooseVictim([wanted, pinned, loading, busy], wanted)).toBeUndefined();
});

test('a queue has an end, and says when to come again', () => {
  const full = entry('full', { isServed: true, minutes: 5, lastUsedAt: 0, isReady: false });
  const waiting = Array.from({ length: 256 }, () => full.expect());
  expect(() => full.assertRoomInQueue()).toThrow(
    expect.objectContaining({ code: 'engine.busy', data: { waiting: 256, retryAfterSeconds: 120 } }),
  );
  waiting.pop()?.[Symbol.dispose]();
  expect(() => full.assertRoomInQueue()).not.toThrow();
});
