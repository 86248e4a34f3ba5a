/** Speeds that answers reached, in a real database, beside what was expected. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { parseGgufHeader } from '../../../shared/gguf.ts';
import { openDatabase } from '../../lib/database.ts';
import { Alone } from './alone.ts';
import { speedTable } from './migrations.ts';
import { SpeedLog } from './speed-log.ts';
import { ask, createTestEngine, doneOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-speed-'));
const { database } = openDatabase({ file: join(folder, 'alcove.db'), migrations: [speedTable] });
const files = { used: join(folder, 'used.gguf'), other: join(folder, 'other.gguf') };
for (const file of Object.values(files)) writeScriptedModel(file, { script: 'One two three four five.', endless: true, extraMegabytes: 1 });
const { engine, collect } = createTestEngine(files, {}, undefined, { database, memoryBandwidth: 10e9 });
const log = new SpeedLog(database);

afterAll(async () => {
  await engine.dispose();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const answer = (maxTokens: number) => collect(ask('used', 'Hello', { sampling: { maxTokens } }));

test('an estimate is expected at first, and what an answer reached once there is one; other files are corrected by it', async () => {
  const before = await engine.estimate({ modelId: 'used' });
  expect(before.speed?.basis).toBe('expected');

  await answer(8);
  expect(log.all()).toEqual([]);
  const done = doneOf(await answer(48));
  expect(log.all()).toHaveLength(1);

  const after = await engine.estimate({ modelId: 'used' });
  expect(after.speed).toEqual({ tokensPerSecond: done.timings.tokensPerSecond, basis: 'measured' });
  const other = await engine.estimate({ modelId: 'other' });
  expect(other.speed?.basis).toBe('expected');
  expect(other.speed?.tokensPerSecond).toBeCloseTo(done.timings.tokensPerSecond, 3);

  const parsed = parseGgufHeader(readFileSync(files.other));
  if (parsed.type === 'more') throw new Error('too short');
  const remote = await engine.estimateHeader({ modelId: 'a/b:Q4_0', header: parsed.header, contextLength: 1024 });
  expect(remote).toMatchObject({ modelId: 'a/b:Q4_0', settings: { contextLength: 1024 }, fit: 'memory', speed: { basis: 'expected' } });
  expect(remote.totalBytes).toBe(other.totalBytes);
});

test('answers that share the computer say nothing about its speed', async () => {
  const before = log.all();
  await Promise.all([answer(40), answer(40)]);
  expect(log.all()).toEqual(before);

  const alone = new Alone();
  const first = alone.start();
  const second = alone.start();
  first.end();
  expect([first.wasAlone, second.wasAlone]).toEqual([false, false]);
  second.end();
  expect(alone.start().wasAlone).toBe(true);
});

test('the log keeps one row for a file and its settings, and no more than it may', () => {
  const row = { file: 'x', settings: 's', gpuLayers: 0, tokensPerSecond: 10, expected: undefined, tokens: 50 };
  log.record(row);
  log.record({ ...row, tokensPerSecond: 20 });
  expect(log.all().filter(({ file }) => file === 'x')).toEqual([
    { file: 'x', settings: 's', gpuLayers: 0, tokensPerSecond: 15, expected: undefined },
  ]);
  database.exec('BEGIN');
  for (let index = 0; index < 520; index += 1) log.record({ ...row, file: `y${index}` });
  database.exec('COMMIT');
  expect(log.all()).toHaveLength(500);
  expect(log.all()[0]?.file).toBe('y519');
});
