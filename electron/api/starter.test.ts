/** The official clients of Anthropic and Ollama, the real server, and the starter model in a real runner. */
import type Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anthropicClient } from './anthropic/test-client.ts';
import { type StarterApi, starter, startStarterApi } from './test-starter.ts';

const model = starter;

let api: StarterApi;
beforeAll(async () => {
  api = await startStarterApi();
});
afterAll(() => api.close());

const anthropic = () => anthropicClient(api.url);
const ollama = () => new Ollama({ host: api.url });
const user = { role: 'user' as const, content: 'Where is it warm?' };
const schema = {
  type: 'object' as const,
  properties: { city: { enum: ['Rome', 'Oslo'] } },
  required: ['city'],
  additionalProperties: false,
};

test("a forced call keeps its schema, streamed to Anthropic's client and whole to Ollama's", { timeout: 120_000 }, async () => {
  const tools = [{ name: 'look', input_schema: schema }];
  const stream = anthropic().messages.stream({ model, max_tokens: 100, messages: [user], tools, tool_choice: { type: 'any' } });
  const { content, stop_reason } = await stream.finalMessage();
  expect(stop_reason).toBe('tool_use');
  const block = content.find(({ type }) => type === 'tool_use') as Anthropic.ToolUseBlock;
  expect(block.name).toBe('look');
  expect((block.input as { city: string }).city).toBeOneOf(['Rome', 'Oslo']);
  const answer = await ollama().chat({ model, messages: [user], format: schema, options: { num_predict: 100 } });
  expect(JSON.parse(answer.message.content).city).toBeOneOf(['Rome', 'Oslo']);
});

test('the tokens that are counted before are those that are read', { timeout: 120_000 }, async () => {
  const ask = { model, messages: [user], system: 'Be brief.' };
  const { input_tokens } = await anthropic().messages.countTokens(ask);
  const { usage, stop_reason } = await anthropic().messages.create({ ...ask, max_tokens: 3 });
  expect(usage.input_tokens + (usage.cache_read_input_tokens ?? 0)).toBe(input_tokens);
  expect(['max_tokens', 'end_turn']).toContain(stop_reason);
});

test('the same seed gives the same text, and tokens come back as the text they were', { timeout: 120_000 }, async () => {
  const ask = { model: `${model}:latest`, prompt: 'Tell me a story.', options: { seed: 5, temperature: 1, num_predict: 16 } };
  const first = await ollama().generate(ask);
  expect((await ollama().generate(ask)).response).toBe(first.response);
  const post = async (path: string, body: object) => (await fetch(api.url + path, { method: 'POST', body: JSON.stringify(body) })).json();
  const { tokens } = (await post('/api/v1/tokenize', { model, text: 'Grüße, 世界!' })) as { tokens: number[] };
  expect(await post('/api/v1/detokenize', { model, tokens })).toEqual({ model, text: 'Grüße, 世界!' });
});

test('num_ctx and unloading are what the engine then says', { timeout: 120_000 }, async () => {
  await ollama().generate({ model, prompt: '', keep_alive: 0 });
  expect((await ollama().ps()).models).toEqual([]);
  await ollama().generate({ model, prompt: 'Hi', options: { num_ctx: 512, num_predict: 1 } });
  expect((await ollama().ps()).models).toMatchObject([{ name: `${model}:latest`, context_length: 512 }]);
  await expect(ollama().generate({ model, prompt: 'word '.repeat(1000), raw: true })).rejects.toThrow(/context holds 512/);
});
