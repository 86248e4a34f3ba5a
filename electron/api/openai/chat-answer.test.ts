import { expect, test } from 'vitest';
import { call, done, prompt, text, thought } from '../test-api.ts';
import { ask, readAll, startOpenAi, weather } from './test-client.ts';

test('an answer has its thought, its text and its calls', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([
    prompt,
    thought('Hm.'),
    ...text('Let me ', 'look.'),
    ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'),
    ...call(1, 'c2', 'weather', '{"place":"Oslo"}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const answer = await client.chat.completions.create({ ...ask, tools: [weather] });
  expect(answer.choices).toEqual([
    {
      index: 0,
      finish_reason: 'tool_calls',
      logprobs: null,
      message: {
        role: 'assistant',
        content: 'Let me look.',
        refusal: null,
        reasoning_content: 'Hm.',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"place":"Rome"}' } },
          { id: 'c2', type: 'function', function: { name: 'weather', arguments: '{"place":"Oslo"}' } },
        ],
      },
    },
  ]);
  expect(answer).toMatchObject({ object: 'chat.completion', model: 'tiny', system_fingerprint: 'alcove-1.2.3' });
  expect(answer.usage).toEqual({
    prompt_tokens: 12,
    completion_tokens: 6,
    total_tokens: 18,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
  });
});

test("the official client's stream helper builds the same answer from the chunks", async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([
    prompt,
    ...text('Two ', 'calls.'),
    ...call(0, 'c1', 'weather', '{"place":"Rome"}'),
    ...call(1, 'c2', 'weather', '{"place":', '"Oslo"}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const stream = client.chat.completions.stream({ ...ask, tools: [weather], stream_options: { include_usage: true } });
  const { choices, usage } = await stream.finalChatCompletion();
  expect(choices[0]?.message.content).toBe('Two calls.');
  expect(choices[0]?.message.tool_calls?.map((one) => one.type === 'function' && one.function.arguments)).toEqual([
    '{"place":"Rome"}',
    '{"place":"Oslo"}',
  ]);
  expect(choices[0]?.finish_reason).toBe('tool_calls');
  expect(usage?.total_tokens).toBe(18);
});

test('usage comes as a chunk of its own, and only where it was asked for', async () => {
  const { client } = await startOpenAi();
  const plain = await readAll(await client.chat.completions.create({ ...ask, stream: true }));
  expect(plain.every((chunk) => !('usage' in chunk))).toBe(true);
  const counted = await readAll(await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }));
  expect(counted.slice(0, -1).every(({ usage, choices }) => usage === null && choices.length === 1)).toBe(true);
  expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 18 } });
});

test('probabilities keep the exact bytes of a token that ends within a character', async () => {
  const { api, client } = await startOpenAi();
  const tokens = [
    { text: '\ufffd', bytes: [226, 130], logprob: -0.5, others: [{ text: '\ufffd', bytes: [226, 130], logprob: -0.5 }] },
    { text: '\ufffd', bytes: [172], logprob: Number.NEGATIVE_INFINITY, others: [] },
  ];
  const script = [prompt, { type: 'text' as const, text: '€', tokens }, done()];
  api.engine.scripts.push(script, script);
  const expected = [
    { token: '\ufffd', bytes: [226, 130], logprob: -0.5, top_logprobs: [{ token: '\ufffd', bytes: [226, 130], logprob: -0.5 }] },
    { token: '\ufffd', bytes: [172], logprob: -9999, top_logprobs: [] },
  ];
  const whole = await client.chat.completions.create({ ...ask, logprobs: true, top_logprobs: 1 });
  expect(whole.choices[0]?.logprobs).toEqual({ content: expected, refusal: null });
  const chunks = await readAll(await client.chat.completions.create({ ...ask, logprobs: true, top_logprobs: 1, stream: true }));
  expect(chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? [])).toEqual(expected);
});

test('structured output is parsed by the official helper', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('{"city":', '"Rome"}'), done()]);
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const { choices } = await client.chat.completions.parse({
    ...ask,
    response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
  });
  expect(choices[0]?.message.parsed).toEqual({ city: 'Rome' });
  expect(api.engine.requests[0]?.format).toEqual({ type: 'json-schema', schema });
});
