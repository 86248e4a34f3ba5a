import Anthropic from '@anthropic-ai/sdk';
import { afterEach, expect, test } from 'vitest';
import { openai } from '../openai/openai.ts';
import { call, done, failure, prompt, startTestApi, type TestApi, testModel, text, thought } from '../test-api.ts';
import { anthropic } from './anthropic.ts';
import { anthropicClient } from './test-client.ts';

let api: TestApi;
afterEach(() => api.close());

async function start(models = [testModel('tiny', { canReason: true })]): Promise<Anthropic> {
  api = await startTestApi([anthropic], models);
  return anthropicClient(api.url);
}

const user = (content: Anthropic.MessageParam['content']): Anthropic.MessageParam => ({ role: 'user', content });
const ask = { model: 'tiny', max_tokens: 100, messages: [user('Hi')] };
const weather: Anthropic.Tool = {
  name: 'weather',
  description: 'The weather of a place.',
  input_schema: { type: 'object', properties: { place: { type: 'string' } } },
};

test('an answer has its thought, its text and its calls in this order, and counts what was cached apart', async () => {
  const client = await start();
  api.engine.scripts.push([
    prompt,
    thought('Hm.'),
    ...text('Let me ', 'look.'),
    ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const message = await client.messages.create({ ...ask, tools: [weather] });
  expect(message.content).toEqual([
    { type: 'thinking', thinking: 'Hm.', signature: 'alcove' },
    { type: 'text', text: 'Let me look.', citations: null },
    { type: 'tool_use', id: 'c1', name: 'weather', input: { place: 'Rome' }, caller: { type: 'direct' } },
  ]);
  expect(message).toMatchObject({ type: 'message', role: 'assistant', model: 'tiny', stop_reason: 'tool_use', stop_sequence: null });
  expect(message.usage).toMatchObject({ input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 6 });
});

test("the official client's stream helper builds the same message from the events", async () => {
  const client = await start();
  api.engine.scripts.push([
    prompt,
    thought('Hm.'),
    ...text('Two ', 'calls.'),
    ...call(0, 'c1', 'weather', '{"place":"Rome"}'),
    ...call(1, 'c2', 'weather', '{"place":', '"Oslo"}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const stream = client.messages.stream({ ...ask, tools: [weather] });
  const pieces: string[] = [];
  stream.on('text', (piece) => pieces.push(piece));
  const message = await stream.finalMessage();
  expect(pieces).toEqual(['Two ', 'calls.']);
  expect(message.content.map((block) => (block.type === 'tool_use' ? block.input : block.type))).toEqual([
    'thinking',
    'text',
    { place: 'Rome' },
    { place: 'Oslo' },
  ]);
  expect(message.content[0]).toMatchObject({ thinking: 'Hm.', signature: 'alcove' });
  expect(message.stop_reason).toBe('tool_use');
  expect(message.usage).toMatchObject({ input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 6 });
});

test('every documented parameter reaches the engine', async () => {
  const client = await start();
  await client.messages.create({
    ...ask,
    ...({ temperature: 0.5, top_p: 0.9, top_k: 20 } as object),
    system: [
      { type: 'text', text: 'Be' },
      { type: 'text', text: 'brief.', cache_control: { type: 'ephemeral' } },
    ],
    stop_sequences: ['END'],
    metadata: { user_id: 'u' },
    thinking: { type: 'enabled', budget_tokens: 1024 },
    max_tokens: 2000,
    tools: [weather],
    tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
  });
  expect(api.engine.requests[0]).toMatchObject({
    model: 'tiny',
    turns: [
      { role: 'system', content: 'Be\nbrief.' },
      { role: 'user', content: 'Hi' },
    ],
    sampling: { temperature: 0.5, topP: 0.9, topK: 20, stop: ['END'], maxTokens: 2000 },
    thinking: true,
    tools: [{ name: 'weather', description: 'The weather of a place.', parameters: weather.input_schema }],
    toolChoice: { name: 'weather' },
    parallelToolCalls: false,
    loadedFor: 'server',
  });
});

test.each([
  [{ type: 'auto' }, 'auto'],
  [{ type: 'any' }, 'required'],
  [{ type: 'none' }, 'none'],
] as const)('tool_choice %j is %s', async (choice, expected) => {
  const client = await start();
  await client.messages.create({ ...ask, tools: [weather], tool_choice: choice });
  expect(api.engine.requests[0]?.toolChoice).toBe(expected);
});

test('a model does not think unless it is asked to, and chooses itself when thinking is adaptive', async () => {
  const client = await start();
  await client.messages.create(ask);
  await client.messages.create({ ...ask, thinking: { type: 'adaptive' } });
  await client.messages.create({ ...ask, thinking: { type: 'disabled' } });
  expect(api.engine.requests.map(({ thinking }) => thinking)).toEqual([false, undefined, false]);
});

test('calls and what came of them become turns; a failed call says so', async () => {
  const client = await start();
  await client.messages.create({
    ...ask,
    messages: [
      user('Weather?'),
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Ask.', signature: 'alcove' },
          { type: 'text', text: 'One moment.' },
          { type: 'tool_use', id: 'c1', name: 'weather', input: { place: 'Rome' } },
          { type: 'tool_use', id: 'c2', name: 'weather', input: {} },
        ],
      },
      user([
        {
          type: 'tool_result',
          tool_use_id: 'c1',
          content: [
            { type: 'text', text: 'sunny' },
            { type: 'text', text: 'warm' },
          ],
        },
        { type: 'tool_result', tool_use_id: 'c2', content: 'no place', is_error: true },
        { type: 'text', text: 'And?' },
      ]),
    ],
  });
  expect(api.engine.requests[0]?.turns).toEqual([
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: 'One moment.',
      reasoning: 'Ask.',
      toolCalls: [
        { id: 'c1', name: 'weather', arguments: '{"place":"Rome"}' },
        { id: 'c2', name: 'weather', arguments: '{}' },
      ],
    },
    { role: 'tool', content: 'sunny\nwarm', toolCallId: 'c1', toolName: 'weather' },
    { role: 'tool', content: 'Error: no place', toolCallId: 'c2', toolName: 'weather' },
    { role: 'user', content: 'And?' },
  ]);
});

test('neighbours of one role are one turn, and a last assistant message is continued', async () => {
  const client = await start();
  await client.messages.create({ ...ask, messages: [user('A'), user('B'), { role: 'assistant', content: 'The' }] });
  expect(api.engine.requests[0]?.turns).toEqual([
    { role: 'user', content: 'A\nB' },
    { role: 'assistant', content: 'The' },
  ]);
});

test.each([
  ['stop-string', { stopString: 'END' }, { stop_reason: 'stop_sequence', stop_sequence: 'END' }],
  ['length', {}, { stop_reason: 'max_tokens', stop_sequence: null }],
  ['context', {}, { stop_reason: 'model_context_window_exceeded', stop_sequence: null }],
  ['stop', {}, { stop_reason: 'end_turn', stop_sequence: null }],
] as const)('finish reason %s', async (finishReason, more, expected) => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('x'), done({ finishReason, ...more })]);
  expect(await client.messages.create(ask)).toMatchObject(expected);
});

test('a call that the token limit cut off is not handed out as a whole one', async () => {
  const client = await start();
  const [begin, part] = call(0, 'c1', 'weather', '{"place":"Ro');
  if (!begin || !part) throw new Error('no script');
  api.engine.scripts.push([prompt, begin, part, done({ finishReason: 'length' })]);
  expect((await client.messages.create({ ...ask, tools: [weather] })).content).toEqual([]);
});

test('a schema for the answer reaches the engine', async () => {
  const client = await start();
  const schema = { type: 'object', properties: { n: { type: 'integer' } } };
  await client.messages.create({ ...ask, output_config: { format: { type: 'json_schema', schema } } });
  expect(api.engine.requests[0]?.format).toEqual({ type: 'json-schema', schema });
});

test('tokens of a prompt are counted with its tools', async () => {
  const client = await start();
  expect(await client.messages.countTokens({ model: 'tiny', messages: [user('Hi')], tools: [weather] })).toEqual({ input_tokens: 42 });
  expect(api.engine.counted[0]).toMatchObject({ turns: [{ role: 'user', content: 'Hi' }], tools: [{ name: 'weather' }] });
});

test('what has no effect is named in a header', async () => {
  const client = await start();
  const { response } = await client.messages
    .create({ ...ask, service_tier: 'auto', output_config: { effort: 'low' }, ...({ 'odd\nname': 1, unknown: 1 } as object) })
    .withResponse();
  expect(response.headers.get('x-alcove-ignored')).toBe('service_tier, unknown, output_config.effort');
});

test('a client that leaves ends the generation', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }], [prompt, { type: 'wait' }]);
  const stream = await client.messages.create({ ...ask, stream: true });
  for await (const event of stream) if (event.type === 'content_block_delta') stream.controller.abort();
  await api.engine.aborted.promise;
});

test('a client that leaves before its answer is whole ends the generation, too', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, { type: 'wait' }]);
  const controller = new AbortController();
  const answer = client.messages.create(ask, { signal: controller.signal });
  while (api.engine.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  await expect(answer).rejects.toThrow(Anthropic.APIUserAbortError);
  await api.engine.aborted.promise;
});

test("the client's own list of models, beside OpenAI's", async () => {
  api = await startTestApi([openai, anthropic], [testModel('owner/tiny'), testModel('vectors', { kind: 'embedding' })]);
  const client = anthropicClient(api.url);
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toEqual(['owner/tiny']);
  expect(await client.models.retrieve('owner/tiny')).toMatchObject({ type: 'model', display_name: 'OWNER/TINY' });
  await expect(client.models.retrieve('nobody')).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
  expect(await (await fetch(`${api.url}/v1/models`)).json()).toMatchObject({ object: 'list' });
});

test('an answer that waited says how many were before it', async () => {
  const client = await start();
  api.engine.scripts.push([{ type: 'queued', position: 3 }, { type: 'queued', position: 1 }, prompt, ...text('x'), done()]);
  const { response } = await client.messages.create({ ...ask, stream: true }).withResponse();
  expect(response.headers.get('x-queue-position')).toBe('3');
  expect(await response.text()).toContain('message_stop');
});

test('an answer that was stopped on this computer is an error, not an answer', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('x'), done({ finishReason: 'cancelled' })]);
  await expect(client.messages.create(ask)).rejects.toMatchObject({ status: 503 });
});

test('a failure in mid-stream is the last event', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), failure('engine.crashed', { cause: 'signal' })]);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of await client.messages.create({ ...ask, stream: true })) seen.push(event.type);
  })();
  await expect(reading).rejects.toThrow(/ended by itself/);
  expect(seen).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
});
