import OpenAI from 'openai';
import { afterEach, expect, test } from 'vitest';
import { call, done, failure, prompt, startTestApi, type TestApi, testModel, text, thought } from '../test-api.ts';
import { openai } from './openai.ts';
import { openAiClient, readAll } from './test-client.ts';

let api: TestApi;
afterEach(() => api.close());

async function start(
  models = [testModel('tiny', { canReason: true }), testModel('owner/other@q4_0', { publisher: 'owner' })],
): Promise<OpenAI> {
  api = await startTestApi([openai], models);
  return openAiClient(api.url);
}

const user = (content: string) => ({ role: 'user' as const, content });
const ask = { model: 'tiny', messages: [user('Hi')] };
const weather = {
  type: 'function' as const,
  function: { name: 'weather', description: 'Of a place.', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};
const other = { type: 'function' as const, function: { name: 'other' } };

test('the list has every model that can be used, and one is found by an id with slashes', async () => {
  const client = await start([
    testModel('owner/other@q4_0', { publisher: 'owner' }),
    testModel('broken', { broken: { reason: 'truncated' } }),
    testModel('eyes', { kind: 'projector' }),
  ]);
  const list = await client.models.list();
  expect(list.data.map(({ id }) => id)).toEqual(['owner/other@q4_0']);
  const found = { id: 'owner/other@q4_0', object: 'model', created: 1_700_000_000, owned_by: 'owner' };
  expect(await client.models.retrieve('owner/other@q4_0')).toMatchObject(found);
  expect(await (await fetch(`${api.url}/v1/models/owner/other@q4_0`)).json()).toEqual(found);
});

test('an answer has its thought, its text and its calls', async () => {
  const client = await start();
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
  const client = await start();
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
  const client = await start();
  const plain = await readAll(await client.chat.completions.create({ ...ask, stream: true }));
  expect(plain.every((chunk) => !('usage' in chunk))).toBe(true);
  const counted = await readAll(await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }));
  expect(counted.slice(0, -1).every(({ usage, choices }) => usage === null && choices.length === 1)).toBe(true);
  expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 18 } });
});

test('every parameter reaches the engine', async () => {
  const client = await start();
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
  const client = await start();
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
  const client = await start();
  const schema = { type: 'object' };
  for (const type of ['json_object', 'json_schema'])
    await client.chat.completions.create({ ...ask, response_format: { type, schema } as unknown as OpenAI.ResponseFormatJSONObject });
  expect(api.engine.requests.map(({ format }) => format)).toEqual([1, 2].map(() => ({ type: 'json-schema', schema })));
  const thoughtful = { role: 'assistant' as const, content: 'Yes.', reasoning_content: 'Hm.' };
  await client.chat.completions.create({ model: 'tiny', messages: [user('Hi'), thoughtful, user('Why?')] });
  expect(api.engine.requests[2]?.turns?.[1]).toEqual({ role: 'assistant', content: 'Yes.', reasoning: 'Hm.' });
});

test('thinking is asked for only where the model can', async () => {
  const client = await start([testModel('tiny', { canReason: true }), testModel('plain')]);
  for (const [model, effort] of [
    ['tiny', 'high'],
    ['tiny', 'none'],
    ['plain', 'high'],
  ] as const)
    await client.chat.completions.create({ ...ask, model, reasoning_effort: effort });
  expect(api.engine.requests.map(({ thinking }) => thinking)).toEqual([true, false, undefined]);
});

test('n choices are n generations with seeds of their own, and usage counts all of them', async () => {
  const client = await start();
  api.engine.scripts.push(...['a', 'b', 'c', 'd', 'e'].map((letter) => [prompt, ...text(letter), done()]));
  const { choices, usage } = await client.chat.completions.create({ ...ask, n: 5, seed: 4_294_967_294 });
  expect(choices.map(({ index, message }) => `${index}${message.content}`)).toEqual(['0a', '1b', '2c', '3d', '4e']);
  expect(api.engine.requests.map(({ sampling }) => sampling?.seed)).toEqual([4_294_967_294, 4_294_967_295, 0, 1, 2]);
  expect(usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 30, total_tokens: 42 });
});

test('streamed choices each have their own role, text and end', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a', 'b'), done()], [prompt, ...text('c'), done({ finishReason: 'length' })]);
  const chunks = await readAll(
    await client.chat.completions.create({ ...ask, n: 2, stream: true, stream_options: { include_usage: true } }),
  );
  const of = (index: number) => chunks.flatMap(({ choices }) => choices).filter((choice) => choice.index === index);
  for (const index of [0, 1]) expect(of(index)[0]?.delta.role).toBe('assistant');
  expect(
    [0, 1].map((index) =>
      of(index)
        .map(({ delta }) => delta.content ?? '')
        .join(''),
    ),
  ).toEqual(['ab', 'c']);
  expect([0, 1].map((index) => of(index).at(-1)?.finish_reason)).toEqual(['stop', 'length']);
  expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 12 });
});

test('probabilities keep the exact bytes of a token that ends within a character', async () => {
  const client = await start();
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
  const client = await start();
  api.engine.scripts.push([prompt, ...text('{"city":', '"Rome"}'), done()]);
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const { choices } = await client.chat.completions.parse({
    ...ask,
    response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
  });
  expect(choices[0]?.message.parsed).toEqual({ city: 'Rome' });
  expect(api.engine.requests[0]?.format).toEqual({ type: 'json-schema', schema });
});

test('a client that leaves aborts its generations', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const stream = await client.chat.completions.create({ ...ask, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'a') break;
  await api.engine.aborted.promise;
});

test('a client that leaves before the whole answer aborts it too', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const abort = new AbortController();
  const answer = client.chat.completions.create(ask, { signal: abort.signal });
  await expect.poll(() => api.engine.requests.length).toBe(1);
  abort.abort();
  await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError);
  await api.engine.aborted.promise;
});

test('one choice that fails ends the others, and the request has its failure', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }], [prompt, failure('engine.crashed', { cause: 'signal' })]);
  await expect(client.chat.completions.create({ ...ask, n: 2 })).rejects.toMatchObject({ status: 503, code: 'model_unavailable' });
  await api.engine.aborted.promise;
});

test('the queue position is in a header', async () => {
  const client = await start();
  api.engine.scripts.push([{ type: 'queued', position: 3 }, { type: 'queued', position: 2 }, prompt, ...text('a'), done()]);
  const { response } = await client.chat.completions.create({ ...ask, stream: true }).withResponse();
  expect(response.headers.get('x-queue-position')).toBe('3');
  await response.body?.cancel();
});

test('parameters without effect are named in a header', async () => {
  const client = await start();
  const more = { 'made-up': 1, 'not\nsayable': 2 };
  const { response } = await client.chat.completions
    .create({ ...ask, user: 'me', metadata: { a: 'b' }, service_tier: 'flex', ...more })
    .withResponse();
  expect(response.headers.get('x-alcove-ignored')).toBe('user, metadata, service_tier, made-up');
});
