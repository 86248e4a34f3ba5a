import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { call, done, failure, prompt, text, thought } from '../../test-api.ts';
import { readAll, startOpenAi } from '../test-client.ts';

const weather = {
  ...{ type: 'function' as const, name: 'weather', description: 'Of a place.', strict: true },
  parameters: { type: 'object', properties: { place: { type: 'string' } } },
};

const rich = [
  prompt,
  thought('Hm.'),
  ...text('Let me ', 'look.'),
  ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'),
  ...call(1, 'c2', 'weather', '{}'),
  done({ finishReason: 'tool-calls' }),
];

test('an answer has its thought, its text and its calls as items', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(rich);
  const response = await client.responses.create({ model: 'tiny', input: 'Rome?', tools: [weather], metadata: { a: 'b' } });
  expect(response).toMatchObject({
    ...{ object: 'response', status: 'completed', model: 'tiny', output_text: 'Let me look.', error: null, metadata: { a: 'b' } },
    output: [
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], status: 'completed' },
      { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Let me look.' }] },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"place":"Rome"}', status: 'completed' },
      { type: 'function_call', call_id: 'c2', name: 'weather', arguments: '{}', status: 'completed' },
    ],
    usage: { input_tokens: 12, output_tokens: 6, total_tokens: 18, input_tokens_details: { cached_tokens: 4 } },
  });
});

test("the official client's stream helper builds the stored answer, and the numbers have no gap", async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(rich);
  const stream = client.responses.stream({ model: 'tiny', input: 'Rome?', tools: [weather] });
  const numbers: number[] = [];
  stream.on('event', (event) => numbers.push(event.sequence_number));
  const final = await stream.finalResponse();
  expect(numbers).toEqual(numbers.map((_, index) => index));
  const { output, usage, status } = await client.responses.retrieve(final.id);
  expect(final).toMatchObject({ status, usage, output: output.map(({ id, type }) => ({ id, type })) });
  expect(final.output_text).toBe('Let me look.');
});

test('a conversation goes on from a stored answer, instructions left out', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(rich, [prompt, ...text('Sunny.'), done()]);
  const ask = { model: 'tiny', tools: [weather] };
  const first = await client.responses.create({ ...ask, input: 'Rome?', instructions: 'Be kind.' });
  const second = await client.responses.create({
    ...{ ...ask, previous_response_id: first.id, instructions: 'Be short.' },
    input: [
      { type: 'function_call_output', call_id: 'c1', output: 'Sun' },
      { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'Rain' }] },
    ],
  });
  await client.responses.create({ ...ask, previous_response_id: second.id, input: 'Thanks' });
  const turns = [
    { role: 'user', content: 'Rome?' },
    {
      role: 'assistant',
      content: 'Let me look.',
      reasoning: 'Hm.',
      toolCalls: [
        { id: 'c1', name: 'weather', arguments: '{"place":"Rome"}' },
        { id: 'c2', name: 'weather', arguments: '{}' },
      ],
    },
    { role: 'tool', content: 'Sun', toolCallId: 'c1', toolName: 'weather' },
    { role: 'tool', content: 'Rain', toolCallId: 'c2', toolName: 'weather' },
  ];
  expect(api.engine.requests[1]?.turns).toEqual([{ role: 'system', content: 'Be short.' }, ...turns]);
  expect(api.engine.requests[2]?.turns).toEqual([...turns, { role: 'assistant', content: 'Sunny.' }, { role: 'user', content: 'Thanks' }]);
});

test('the output of one answer is valid input of the next, without the server keeping anything', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(rich);
  const { id, output } = await client.responses.create({ model: 'tiny', input: 'Rome?', tools: [weather], store: false });
  await client.responses.create({
    model: 'tiny',
    input: [{ role: 'user', content: 'Rome?' }, ...(output as OpenAI.Responses.ResponseInput)],
  });
  expect(api.engine.requests[1]?.turns?.map(({ role }) => role)).toEqual(['user', 'assistant']);
  await expect(client.responses.retrieve(id)).rejects.toThrow(OpenAI.NotFoundError);
});

test('stored answers can be read, listed and deleted', async () => {
  const { client } = await startOpenAi();
  const input = [
    { role: 'developer' as const, content: 'Be kind.' },
    { role: 'user' as const, content: 'One' },
    { role: 'user' as const, content: 'Two' },
  ];
  const { id } = await client.responses.create({ model: 'tiny', input });
  const { data, has_more } = await client.responses.inputItems.list(id, { order: 'asc', limit: 2 });
  expect(data).toMatchObject([
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be kind.' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'One' }] },
  ]);
  expect(has_more).toBe(true);
  const every = await readAll(client.responses.inputItems.list(id, { order: 'asc', limit: 1 }));
  expect(every).toHaveLength(3);
  await expect(client.responses.cancel(id)).rejects.toThrow(OpenAI.BadRequestError);
  await client.responses.delete(id);
  await expect(client.responses.retrieve(id)).rejects.toThrow(OpenAI.NotFoundError);
  await expect(client.responses.create({ model: 'tiny', input: 'Go on', previous_response_id: id })).rejects.toMatchObject({
    ...{ status: 400, param: 'previous_response_id' },
  });
});

test('a cut answer is incomplete, and its last item too', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), done({ finishReason: 'length' })]);
  const events = await readAll(await client.responses.create({ model: 'tiny', input: 'Hi', max_output_tokens: 1, stream: true }));
  expect(events.at(-1)).toMatchObject({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [{ status: 'incomplete' }] },
  });
});

test('a failure in mid-stream is the last event', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), failure('engine.crashed', { cause: 'signal' })]);
  const events = await readAll(await client.responses.create({ model: 'tiny', input: 'Hi', stream: true }));
  expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed', error: { code: 'server_error' } } });
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
});

test('formats, effort, truncation and probabilities reach the engine', async () => {
  const { api, client } = await startOpenAi();
  const tokens = [{ text: 'a', bytes: [97], logprob: -1, others: [] }];
  api.engine.scripts.push([prompt, { type: 'text', text: 'a', tokens }, done()]);
  const answer = client.responses.create({
    ...{
      model: 'tiny',
      input: 'Hi',
      truncation: 'auto',
      reasoning: { effort: 'high', summary: 'auto' },
      max_output_tokens: 7,
      top_logprobs: 2,
    },
    text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' } } },
    include: ['message.output_text.logprobs', 'reasoning.encrypted_content'],
    tools: [weather, { ...weather, name: 'other' }],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'other' }] },
  });
  const { data: response, response: sent } = await answer.withResponse();
  expect(sent.headers.get('x-alcove-ignored')).toBe('include.reasoning.encrypted_content, reasoning.summary');
  expect(api.engine.requests[0]).toMatchObject({
    ...{ overflow: 'drop-oldest', thinking: true, logprobs: 2, sampling: { maxTokens: 7 }, toolChoice: 'auto' },
    format: { type: 'json-schema', schema: { type: 'object' } },
    tools: [{ name: 'other' }],
  });
  expect(response.output[0]).toMatchObject({
    content: [{ logprobs: [{ token: 'a', bytes: [97], logprob: -1, top_logprobs: [] }] }],
  });
});

test('a prompt can be counted before it is sent', async () => {
  const { api, client } = await startOpenAi();
  const counted = await client.responses.inputTokens.count({ model: 'tiny', input: 'Hi', tools: [weather] });
  expect(counted).toEqual({ object: 'response.input_tokens', input_tokens: 42 });
  expect(api.engine.counted[0]).toMatchObject({ turns: [{ role: 'user', content: 'Hi' }], tools: [{ name: 'weather' }] });
});

test('a client that leaves aborts the answer, and nothing is stored', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const stream = await client.responses.create({ model: 'tiny', input: 'Hi', stream: true });
  let id = '';
  for await (const event of stream) {
    if (event.type === 'response.created') id = event.response.id;
    if (event.type === 'response.output_text.delta') break;
  }
  await api.engine.aborted.promise;
  await expect(client.responses.retrieve(id)).rejects.toThrow(OpenAI.NotFoundError);
});
