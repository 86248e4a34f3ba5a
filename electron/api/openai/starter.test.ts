/** The starter model behind the official client, through the whole app: what a scripted engine cannot show. */
import type OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StarterApi, starter, startStarterApi } from '../test-starter.ts';
import { openAiClient } from './test-client.ts';

const model = starter;

let api: StarterApi;
let client: OpenAI;
beforeAll(async () => {
  api = await startStarterApi();
  client = openAiClient(api.url);
});
afterAll(() => api.close());

const messages = [{ role: 'user' as const, content: 'Say hello.' }];

test('whole and streamed answers of one seed are the same text', async () => {
  const ask = { model, messages, seed: 5, max_completion_tokens: 12 };
  const whole = await client.chat.completions.create(ask);
  const stream = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
  const streamed = await stream.finalChatCompletion();
  expect(whole.choices[0]?.message.content).not.toBe('');
  expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
  expect(streamed.usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
});

test('a schema is kept, whatever the model would have said', async () => {
  const schema = {
    ...{ type: 'object', additionalProperties: false, required: ['number'] },
    properties: { number: { const: 4711 } },
  };
  const answer = await client.chat.completions.create({
    ...{ model, messages, max_completion_tokens: 24 },
    response_format: { type: 'json_schema', json_schema: { name: 'one', strict: true, schema } },
  });
  expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ number: 4711 });
});

test('a named function is called', async () => {
  const parameters = { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { enum: ['a-17'] } } };
  const answer = await client.chat.completions.create({
    ...{ model, messages, max_completion_tokens: 200 },
    tools: [
      { type: 'function', function: { name: 'look_up', parameters } },
      { type: 'function', function: { name: 'other' } },
    ],
    tool_choice: { type: 'function', function: { name: 'look_up' } },
  });
  const [call] = answer.choices[0]?.message.tool_calls ?? [];
  expect(call?.type === 'function' && call.function.name).toBe('look_up');
  expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ id: 'a-17' });
  expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
});

test("probabilities spell the answer's bytes", async () => {
  const answer = await client.chat.completions.create({ model, messages, max_completion_tokens: 8, logprobs: true, top_logprobs: 3 });
  const content = answer.choices[0]?.logprobs?.content ?? [];
  expect(Buffer.from(content.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe(answer.choices[0]?.message.content);
  for (const { logprob, top_logprobs } of content) {
    expect(logprob).toBeLessThanOrEqual(0);
    expect(top_logprobs).toHaveLength(3);
  }
});

test('a stored response is gone on from', async () => {
  const first = await client.responses.create({ model, input: 'Say hello.', max_output_tokens: 8 });
  const second = await client.responses.create({ model, input: 'Again.', previous_response_id: first.id, max_output_tokens: 8 });
  expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? 0);
});

test('a prompt is continued as it is, and two choices count both', async () => {
  // The likeliest words: now and then others end before the limit.
  const ask = { model, prompt: 'One, two, three,', max_tokens: 4, n: 2, echo: true, temperature: 0 };
  const { choices, usage } = await client.completions.create(ask);
  expect(choices.map(({ text }) => text.startsWith('One, two, three,'))).toEqual([true, true]);
  expect(usage?.completion_tokens).toBe(8);
});
