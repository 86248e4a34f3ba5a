import { expect, test } from 'vitest';
import type { Model } from '../../../shared/models.ts';
import { describeExit } from './describe-exit.ts';
import { EventQueue } from './event-queue.ts';
import { matchesSettings, resolveLoadSettings } from './load-settings.ts';

const model = { contextLength: 32_768 } as Model;
const usual = { model, overrides: {}, remembered: undefined, idleUnloadMinutes: 30, physicalCores: 8 };

test('what was asked for comes before what is remembered, and that before what suits', () => {
  expect(resolveLoadSettings(usual)).toEqual({
    contextLength: 8192,
    gpuLayers: 'auto',
    flashAttention: 'auto',
    kvCacheType: 'f16',
    useMmap: true,
    parallelSlots: 1,
    idleUnloadMinutes: 30,
    threads: 7,
  });
  const settings = resolveLoadSettings({ ...usual, remembered: { contextLength: 1024, threads: 3 }, overrides: { threads: 2 } });
  expect(settings).toMatchObject({ contextLength: 1024, threads: 2 });
});

test('the context is rounded up, and no longer than the model was trained for unless wished', () => {
  const of = (contextLength: number | undefined, wish?: number) =>
    resolveLoadSettings({ ...usual, model: { ...model, contextLength }, overrides: { contextLength: wish } }).contextLength;
  expect(of(2000)).toBe(2048);
  expect(of(undefined)).toBe(4096);
  expect(of(2048, 5000)).toBe(5120);
});

test('there are never more threads than cores', () => {
  expect(resolveLoadSettings({ ...usual, overrides: { threads: 64 } }).threads).toBe(8);
  expect(resolveLoadSettings({ ...usual, physicalCores: 1 }).threads).toBe(1);
});

test('a loaded model is loaded anew only for settings that need it', () => {
  const loaded = resolveLoadSettings(usual);
  expect(matchesSettings(loaded, { ...loaded, idleUnloadMinutes: 5 })).toBe(true);
  expect(matchesSettings(loaded, { ...loaded, contextLength: 4096 })).toBe(false);
});

test('how a runner ended is told apart', () => {
  const cause = (exit: Partial<Parameters<typeof describeExit>[0]>, output = '', wasMemoryTaken = false) =>
    describeExit({ code: null, signal: null, ...exit }, output, wasMemoryTaken).data?.cause;
  expect(cause({ signal: 'SIGKILL' })).toBe('signal');
  expect(cause({ signal: 'SIGKILL' }, '', true)).toBe('out-of-memory');
  expect(cause({ signal: 'SIGABRT' }, 'GGML_ASSERT failed')).toBe('abort');
  expect(cause({ signal: 'SIGABRT' }, 'cudaMalloc failed: out of memory')).toBe('out-of-memory');
  expect(cause({ code: 0, reason: 'oom' })).toBe('out-of-memory');
  expect(cause({ code: 1 })).toBe('exit');
});

test('events that wait for a slow reader are joined, and none is lost', async () => {
  const queue = new EventQueue();
  for (let index = 0; index < 10_000; index += 1) queue.push({ type: 'text', text: 'a' });
  queue.push({ type: 'reasoning', text: 'b' });
  queue.push({ type: 'error', error: { code: 'engine.crashed' } });
  queue.push({ type: 'text', text: 'too late' });
  const events = [];
  for await (const event of queue.read()) events.push(event);
  expect(events.map((event) => event.type)).toEqual(['text', 'reasoning', 'error']);
  expect(events[0]).toEqual({ type: 'text', text: 'a'.repeat(10_000) });
});
