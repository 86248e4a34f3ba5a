import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import { testModel } from '../test-api.ts';
import { ask, startOpenAi, user, weather } from './test-client.ts';

const other = { type: 'function' as const, function: { name: 'other' } };

test('every parameter reaches the engine', async () => {
  const { api, client } = await startOpenAi();
  await client.chat.completions.create({
    model: 'TINY',
    messages: [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be ' },
          { type: 'text', text: 'kind.' },
        ],
      },
      user('Hi'),
    ],
    ...{ temperature: 0.5, top_p: 0.9, frequency_penalty: 1, presence_penalty: -1, seed: -1, stop: ['a', 'b'], logit_bias: { 5: -100 } },
    ...{ max_tokens: 5, max_completion_tokens: 9, logprobs: true, top_logprobs: 3, parallel_tool_calls: false },
    tools: [weather, other],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } },
    reasoning_effort: 'minimal',
    ...{ top_k: -1, min_p: 0.1, repetition_penalty: 1.2, repeat_last_n: -1, ttl: 60 },
  });
  expect(api.engine.requests).toEqual([
    {
      model: 'tiny',
      client: '127.0.0.1',
      loadedFor: 'server',
      turns: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hi' },
      ],
      sampling: {
        ...{ temperature: 0.5, topP: 0.9, topK: 0, minP: 0.1, frequencyPenalty: 1, presencePenalty: -1, repeatPenalty: 1.2 },
        ...{ repeatLastTokens: 1_000_000, seed: 4_294_967_295, stop: ['a', 'b'], logitBias: { 5: -100 }, maxTokens: 9 },
      },
      tools: [{ name: 'weather', description: 'Of a place.', parameters: weather.function.parameters }, { name: 'other' }],
      toolChoice: { name: 'weather' },
      parallelToolCalls: false,
      format: { type: 'json-schema', schema: { type: 'object' } },
      logprobs: 3,
      thinking: false,
      keepLoadedSeconds: 60,
    },
  ]);
});

test('a tool is called back with its name, and allowed tools leave the others out', async () => {
  const { api, client } = await startOpenAi();
  await client.chat.completions.create({
    model: 'tiny',
    messages: [
      user('Rome?'),
      { role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'Sunny' },
    ],
    tools: [weather, other],
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'other' } }] },
    },
  });
  expect(api.engine.requests[0]).toMatchObject({
    turns: [
      { role: 'user' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'weather', arguments: '{}' }] },
      { role: 'tool', content: 'Sunny', toolCallId: 'c1', toolName: 'weather' },
    ],
    tools: [{ name: 'other' }],
    toolChoice: 'required',
  });
});

test('llama.cpp has the schema beside the type, and thoughts go back to the template', async () => {
  const { api, client } = await startOpenAi();
  const schema = { type: 'object' };
  for (const type of ['json_object', 'json_schema'])
    await client.chat.completions.create({ ...ask, response_format: { type, schema } as unknown as OpenAI.ResponseFormatJSONObject });
  expect(api.engine.requests.map(({ format }) => format)).toEqual([1, 2].map(() => ({ type: 'json-schema', schema })));
  const thoughtful = { role: 'assistant' as const, content: 'Yes.', reasoning_content: 'Hm.' };
  await client.chat.completions.create({ model: 'tiny', messages: [user('Hi'), thoughtful, user('Why?')] });
  expect(api.engine.requests[2]?.turns?.[1]).toEqual({ role: 'assistant', content: 'Yes.', reasoning: 'Hm.' });
});

test('thinking is asked for only where the model can', async () => {
  const { api, client } = await startOpenAi([testModel('tiny', { canReason: true }), testModel('plain')]);
  for (const [model, effort] of [
    ['tiny', 'high'],
    ['tiny', 'none'],
    ['plain', 'high'],
  ] as const)
    await client.chat.completions.create({ ...ask, model, reasoning_effort: effort });
  expect(api.engine.requests.map(({ thinking }) => thinking)).toEqual([true, false, undefined]);
});

test('parameters without effect are named in a header', async () => {
  const { client } = await startOpenAi();
  const more = { 'made-up': 1, 'not\nsayable': 2 };
  const { response } = await client.chat.completions
    .create({ ...ask, user: 'me', metadata: { a: 'b' }, service_tier: 'flex', ...more })
    .withResponse();
  expect(response.headers.get('x-alcove-ignored')).toBe('user, metadata, service_tier, made-up');
});
