import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { ask, createTestEngine, doneOf, textOf } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-engine-'));
const file = (name: string) => join(folder, `${name}.gguf`);
const emoji = 'Hallo 北京, 🎉 party 👩‍🚀!';
const plain = 'One two three four five six seven eight nine ten.';
writeScriptedModel(file('plain'), { script: plain });
writeScriptedModel(file('emoji'), { script: emoji, splitCharacters: true });
writeScriptedModel(file('thinking'), { script: 'It is four.', reasoning: 'Two and two make four 🙂.', splitCharacters: true });
writeScriptedModel(file('either'), { script: 'Heads it is.', alternatives: ['Tails this time.'] });
writeScriptedModel(file('bare'), { script: 'No template here.', chatTemplate: false });
writeScriptedModel(file('torn'), { script: 'Still an answer.', chatTemplate: "{{ raise_exception('never') }}" });
const names = ['plain', 'emoji', 'thinking', 'either', 'bare', 'torn'];
const { engine, collect } = createTestEngine(Object.fromEntries(names.map((name) => [name, file(name)])));

afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

test('the answer is exactly what the model says', async () => {
  const events = await collect(ask('plain', 'Count.', { sampling: { temperature: 0 } }));
  expect(textOf(events)).toBe(plain);
  expect(doneOf(events).finishReason).toBe('stop');
});

test('characters that are split over tokens arrive whole', async () => {
  const events = await collect(ask('emoji', 'Greet.', { sampling: { temperature: 0 } }));
  expect(textOf(events)).toBe(emoji);
  for (const event of events) if (event.type === 'text') expect(event.text).not.toContain('�');
});

test('an answer cut inside a character ends before it', async () => {
  for (let maxTokens = 1; maxTokens < 12; maxTokens += 1) {
    const events = await collect(ask('emoji', 'Greet.', { sampling: { temperature: 0, maxTokens } }));
    expect(emoji.startsWith(textOf(events))).toBe(true);
    expect(doneOf(events).finishReason).toBe('length');
    expect(doneOf(events).usage.completionTokens).toBe(maxTokens);
  }
});

test('a thought arrives as its own event, without its marks', async () => {
  const events = await collect(ask('thinking', 'Two and two?', { sampling: { temperature: 0 } }));
  expect(textOf(events, 'reasoning')).toBe('Two and two make four 🙂.');
  expect(textOf(events)).toBe('It is four.');
  const { usage, timings } = doneOf(events);
  expect(usage.reasoningTokens).toBeGreaterThan(3);
  expect(usage.reasoningTokens).toBeLessThan(usage.completionTokens);
  expect(timings.reasoningMs).toBeGreaterThan(0);
});

test('thinking can be switched off', async () => {
  const events = await collect(ask('thinking', 'Two and two?', { sampling: { temperature: 0 }, thinking: false }));
  expect(textOf(events, 'reasoning')).toBe('');
  expect(textOf(events)).toBe('It is four.');
});

test('a stop string is found across token borders and not shown', async () => {
  const events = await collect(ask('plain', 'Count.', { sampling: { temperature: 0, stop: ['ee four f', 'never said'] } }));
  expect(textOf(events)).toBe('One two thr');
  expect(doneOf(events).finishReason).toBe('stop-string');
});

test('text that only began like a stop string is shown in the end', async () => {
  const events = await collect(ask('plain', 'Count.', { sampling: { temperature: 0, stop: ['ten. And more'] } }));
  expect(textOf(events)).toBe(plain);
});

test('a seed repeats an answer, is told when it was random, and other seeds say something else', async () => {
  const say = async (seed?: number) => {
    const events = await collect(
      ask('either', 'Toss.', { sampling: { temperature: 1, topK: 0, topP: 1, minP: 0, ...(seed !== undefined && { seed }) } }),
    );
    return { text: textOf(events), seed: doneOf(events).seed };
  };
  const texts = new Set<string>();
  for (let seed = 0; seed < 12; seed += 1) {
    const first = await say(seed);
    expect(first.seed).toBe(seed);
    expect((await say(seed)).text).toBe(first.text);
    texts.add(first.text);
  }
  expect(texts).toEqual(new Set(['Heads it is.', 'Tails this time.']));
  const random = await say();
  expect((await say(random.seed)).text).toBe(random.text);
  expect((await say()).seed).not.toBe(random.seed);
});

test('a banned token is not said', async () => {
  const { pieces } = writeScriptedModel(file('either'), { script: 'Heads it is.', alternatives: ['Tails this time.'] });
  expect(pieces[0]).toBe('Heads');
  const heads = 3 + 256 + 1;
  for (let seed = 0; seed < 6; seed += 1) {
    const events = await collect(ask('either', 'Toss.', { sampling: { temperature: 1, seed, logitBias: { [heads]: -100 } } }));
    expect(textOf(events)).toBe('Tails this time.');
  }
});

test('the last turn of the assistant is continued where it ended', async () => {
  const turns = [
    { role: 'user' as const, content: 'Count.' },
    { role: 'assistant' as const, content: 'One two three' },
  ];
  expect(textOf(await collect({ model: 'plain', turns, sampling: { temperature: 0 } }))).toBe(' four five six seven eight nine ten.');
});

test('an answer that was stopped in its thought goes on thinking', async () => {
  const turns = [
    { role: 'user' as const, content: 'Two and two?' },
    { role: 'assistant' as const, content: '', reasoning: 'Two and two' },
  ];
  const events = await collect({ model: 'thinking', turns, sampling: { temperature: 0 } });
  expect(textOf(events, 'reasoning')).toBe(' make four 🙂.');
  expect(textOf(events)).toBe('It is four.');
});

test('a model without a template, or with one that fails, answers with the stated fallback', async () => {
  expect(textOf(await collect(ask('bare', 'Hello', { sampling: { temperature: 0 } })))).toBe('No template here.');
  expect(textOf(await collect(ask('torn', 'Hello', { sampling: { temperature: 0 } })))).toBe('Still an answer.');
  const { models } = await firstOf(engine.watch());
  const templates = Object.fromEntries(models.map((model) => [model.modelId, model.template]));
  expect(templates.plain).toEqual({ source: 'model' });
  expect(templates.bare).toEqual({ source: 'fallback', reason: 'The file has no chat template.' });
  expect(templates.torn?.source).toBe('fallback');
  expect(templates.torn?.reason).toContain('never');
});

async function firstOf<Value>(source: AsyncIterable<Value>): Promise<Value> {
  for await (const value of source) return value;
  throw new Error('The watch ended.');
}
