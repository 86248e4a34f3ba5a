/** What holds an answer, with the real engine: formats, calls, probabilities, text between two texts, vectors. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatmlTemplate, writeScriptedModel } from '../../e2e/tiny-models/scripted-model.ts';
import { starterFile } from '../../e2e/tiny-models/starter-file.ts';
import { type GenerationEvent, type GenerationRequest, generationRequestSchema } from '../../shared/generation.ts';
import { toRunnerRequest } from '../services/engine/request.ts';
import { type ChatTemplate, createChatTemplate } from './chat-template.ts';
import type { Core } from './core.ts';
import { generate } from './generation.ts';
import { answerQuestion } from './questions.ts';
import { Slots } from './slots.ts';
import { TestCores } from './test-core.ts';

const cores = new TestCores();
const { folder } = cores;
type Loaded = { core: Core; template: ChatTemplate; slots: Slots };
const loaded: Loaded[] = [];
let core: Core;
let template: ChatTemplate;

async function load(path: string): Promise<Loaded> {
  const one = await cores.load({ path, contextLength: 2048, slots: 2 });
  loaded.push({
    core: one,
    template: createChatTemplate(one.chatTemplate, one.vocabulary, one.readTemplate),
    slots: new Slots(one.sequences),
  });
  return loaded.at(-1) as Loaded;
}

beforeAll(async () => {
  ({ core, template } = await load(starterFile));
});
afterAll(() => cores.dispose());

async function ask(request: Partial<GenerationRequest> & { text?: string }, model: Loaded | undefined = loaded[0]) {
  if (!model) throw new Error('Nothing is loaded.');
  const { text, ...wish } = request;
  const parsed = generationRequestSchema.parse({
    model: 'starter',
    ...(wish.prompt === undefined && { turns: [{ role: 'user', content: text ?? 'Hello' }] }),
    ...wish,
    sampling: { temperature: 0, seed: 1, maxTokens: 160, ...wish.sampling },
  });
  const events: GenerationEvent[] = [];
  await generate({
    ...model,
    request: toRunnerRequest(parsed, { sampling: {} }),
    signal: new AbortController().signal,
    emit: (event) => events.push(structuredClone(event)),
  });
  let said = '';
  const calls: { name: string; arguments: string }[] = [];
  const tokens = events.flatMap((event) => (event.type === 'text' ? (event.tokens ?? []) : []));
  for (const event of events) {
    if (event.type === 'text') said += event.text;
    if (event.type === 'tool-call-start') calls.push({ name: event.name, arguments: '' });
    const last = calls.at(-1);
    if (event.type === 'tool-call-arguments' && last) last.arguments += event.text;
  }
  return { said, calls, tokens, last: events.at(-1) };
}

const person = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 12 },
    age: { type: 'integer', minimum: 1, maximum: 120 },
    colour: { enum: ['red', 'green'] },
    pets: { type: 'array', items: { type: 'string', pattern: '^[a-z]{2,6}$' }, maxItems: 2 },
  },
  required: ['name', 'age', 'colour', 'pets'],
  additionalProperties: false,
};
const weather = {
  name: 'weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string', maxLength: 20 } }, required: ['city'] },
};
const clock = { name: 'clock', description: 'The time' };

test('an answer under a schema is JSON of that schema', async () => {
  const { said, last } = await ask({ text: 'Invent a person.', format: { type: 'json-schema', schema: person } });
  expect(last).toMatchObject({ type: 'done', finishReason: 'stop' });
  const value = JSON.parse(said) as { name: string; age: number; colour: string; pets: string[] };
  expect(Object.keys(value)).toEqual(['name', 'age', 'colour', 'pets']);
  expect(value.age).toBeGreaterThanOrEqual(1);
  expect(value.age).toBeLessThanOrEqual(120);
  expect(['red', 'green']).toContain(value.colour);
  for (const pet of value.pets) expect(pet).toMatch(/^[a-z]{2,6}$/);
});

test('JSON mode gives one object', async () => {
  const { said } = await ask({
    text: 'The capital of France as JSON, very short.',
    format: { type: 'json' },
    sampling: { maxTokens: 400 },
  });
  expect(said.startsWith('{')).toBe(true);
});

test('a grammar of one own is kept, and one that is none is refused', async () => {
  const { said } = await ask({ text: 'Is it so?', format: { type: 'grammar', grammar: 'root ::= "yes" | "no"' } });
  expect(['yes', 'no']).toContain(said);
  const { last } = await ask({ format: { type: 'grammar', grammar: 'root ::= "\\q"' } });
  expect(last).toMatchObject({ type: 'error', error: { code: 'request.invalid' } });
  await expect(ask({ format: { type: 'grammar', grammar: 'root ::= (' } })).rejects.toMatchObject({ code: 'request.invalid' });
});

test('a tool that must be called is called, with arguments of its schema', async () => {
  const required = await ask({
    text: 'What is the weather in Oslo?',
    tools: [weather, clock],
    toolChoice: 'required',
    parallelToolCalls: false,
  });
  expect(required.said).toBe('');
  expect(required.calls).toHaveLength(1);
  expect(['weather', 'clock']).toContain(required.calls[0]?.name);
  expect(required.last).toMatchObject({ type: 'done', finishReason: 'tool-calls' });
  const named = await ask({
    text: 'What is the weather in Oslo?',
    tools: [weather, clock],
    toolChoice: { name: 'weather' },
    parallelToolCalls: false,
  });
  expect(named.calls[0]?.name).toBe('weather');
  expect(typeof (JSON.parse(named.calls[0]?.arguments ?? '') as { city: unknown }).city).toBe('string');
});

test('a call that must come is short: nothing but its arguments is written', async () => {
  const numbered = {
    name: 'report',
    parameters: { type: 'object', properties: { id: { type: 'string', const: 'a-17' } }, required: ['id'], additionalProperties: false },
  };
  const { calls, last } = await ask({ text: 'Report.', tools: [numbered], toolChoice: { name: 'report' }, sampling: { maxTokens: 24 } });
  expect(calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }))).toEqual([
    { name: 'report', arguments: { id: 'a-17' } },
  ]);
  expect(last).toMatchObject({ type: 'done', finishReason: 'tool-calls' });
});

test('a call that the model begins by itself is held to the schema from then on', async () => {
  const script = 'Let me see. <tool_call>\n{"name": "weather", "arguments": {"city": 5, "planet": "Mars"}}\n</tool_call>';
  const path = join(folder, 'caller.gguf');
  writeScriptedModel(path, { script, chatTemplate: `${chatmlTemplate}{# tools <tool_call> #}` });
  const scripted = await load(path);
  const { said, calls } = await ask({ text: 'What is the weather?', tools: [weather] }, scripted);
  expect(said).toBe('Let me see.');
  expect(calls[0]?.name).toBe('weather');
  expect(calls[0]?.arguments).not.toContain('5');
  expect(calls[0]?.arguments).toMatch(/^\{\s*"city"\s*:\s*"/);
});

test('a thought is free, and the answer after it is held', async () => {
  const path = join(folder, 'thinker.gguf');
  writeScriptedModel(path, { script: '{"ok": true}', reasoning: 'Well, {that} is <easy>.' });
  const { said, last } = await ask(
    { text: 'So?', format: { type: 'json-schema', schema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] } } },
    await load(path),
  );
  expect(JSON.parse(said)).toEqual({ ok: true });
  expect(last).toMatchObject({ usage: { reasoningTokens: expect.any(Number) } });
});

test('every token comes with its probability, largest first, and greedy writing takes the largest', async () => {
  const { tokens, said } = await ask({ text: 'The capital of France is', logprobs: 3, sampling: { maxTokens: 8 } });
  expect(tokens.map(({ text }) => text).join('')).toBe(said);
  for (const { text, bytes, logprob, others } of tokens) {
    expect(Buffer.from(bytes).toString()).toBe(text);
    expect(others).toHaveLength(3);
    expect(others.map((one) => one.logprob)).toEqual(others.map((one) => one.logprob).toSorted((a, b) => b - a));
    expect(others[0]?.text).toBe(text);
    expect(logprob).toBeCloseTo(others[0]?.logprob ?? 0, 5);
    expect(Math.exp(logprob)).toBeLessThanOrEqual(1);
  }
});

test('probabilities are those before sampling, whatever the temperature', async () => {
  const cool = await ask({ text: 'The capital of France is', logprobs: 2, sampling: { maxTokens: 1 } });
  const hot = await ask({ text: 'The capital of France is', logprobs: 2, sampling: { maxTokens: 1, temperature: 1.5, topK: 0, topP: 1 } });
  const [first, second] = [cool, hot].map(({ tokens }) => tokens[0]?.others.map((one) => one.logprob));
  expect(second?.[0]).toBeCloseTo(first?.[0] ?? 0, 3);
  expect(second?.[1]).toBeCloseTo(first?.[1] ?? 0, 3);
});

test('raw text goes on as it is, without a template', async () => {
  const { said, last } = await ask({ prompt: { text: 'one two three one two three one two' }, sampling: { maxTokens: 2 } });
  expect(said).not.toBe('');
  expect(last).toMatchObject({
    type: 'done',
    usage: { promptTokens: core.vocabulary.tokenize('one two three one two three one two').length },
  });
});

test('a prompt is counted as it is read, tools included', async () => {
  const request = { turns: [{ role: 'user' as const, content: 'Hello' }], sampling: { temperature: 0, maxTokens: 1 } };
  const { last } = await ask({ ...request, tools: [weather] });
  const parsed = generationRequestSchema.parse({ model: 'starter', ...request, tools: [weather] });
  const signal = new AbortController().signal;
  const counted = await answerQuestion(
    { type: 'count-prompt', request: toRunnerRequest(parsed, { sampling: {} }) },
    { core, template, signal },
  );
  expect(last).toMatchObject({ usage: { promptTokens: (counted as { tokens: number }).tokens } });
  const without = generationRequestSchema.parse({ model: 'starter', ...request });
  const fewer = await answerQuestion(
    { type: 'count-prompt', request: toRunnerRequest(without, { sampling: {} }) },
    { core, template, signal },
  );
  expect((fewer as { tokens: number }).tokens).toBeLessThan((counted as { tokens: number }).tokens);
});

test('like texts have like vectors', async () => {
  const signal = new AbortController().signal;
  const reply = await answerQuestion(
    { type: 'embed', inputs: ['A cat sleeps.', 'A cat is sleeping.', 'Interest rates rose by a quarter.'] },
    { core, template, signal },
  );
  if (reply.type !== 'embed') throw new Error('no vectors');
  const [first, second, third] = reply.vectors as [Float32Array, Float32Array, Float32Array];
  const cosine = (a: Float32Array, b: Float32Array) => {
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  expect(cosine(first, second)).toBeGreaterThan(cosine(first, third));
  expect(reply.tokens[0]).toBe(core.vocabulary.tokenize('A cat sleeps.').length);
  await expect(answerQuestion({ type: 'embed', inputs: [[999_999]] }, { core, template, signal })).rejects.toMatchObject({
    code: 'request.invalid',
  });
});
