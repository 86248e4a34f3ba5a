/** Every event of a streamed response as the server sends it, held against the official client's types and against the server. */
import type OpenAI from 'openai';
import { afterEach, expect, test } from 'vitest';
import { call, done, prompt, startTestApi, type TestApi, text, thought } from '../../test-api.ts';
import { openai } from '../openai.ts';

type Event = OpenAI.Responses.ResponseStreamEvent;

let api: TestApi;
afterEach(() => api.close());

const created = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'in_progress',
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  model: 'tiny',
  output: [],
  output_text: '',
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' }, strict: true }],
  top_logprobs: 0,
  top_p: null,
  truncation: 'disabled',
} satisfies OpenAI.Responses.Response;

const thoughtItem = {
  type: 'reasoning',
  id: 'rs_1',
  status: 'completed',
  summary: [],
  content: [{ type: 'reasoning_text', text: 'Hm.' }],
} satisfies OpenAI.Responses.ResponseReasoningItem;
const message = {
  type: 'message',
  id: 'msg_1',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'One', annotations: [], logprobs: [] }],
} satisfies OpenAI.Responses.ResponseOutputMessage;
const functionCall = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'c1',
  name: 'weather',
  arguments: '{"place":"Rome"}',
  status: 'completed',
} satisfies OpenAI.Responses.ResponseFunctionToolCall;

const completed = {
  ...created,
  status: 'completed',
  output: [thoughtItem, message, functionCall],
  output_text: 'One',
  usage: {
    input_tokens: 12,
    input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
    output_tokens: 6,
    output_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 18,
  },
  completed_at: 1,
} satisfies OpenAI.Responses.Response;

const events = [
  { type: 'response.created', response: created, sequence_number: 0 },
  { type: 'response.in_progress', response: created, sequence_number: 1 },
  {
    type: 'response.output_item.added',
    output_index: 0,
    item: { type: 'reasoning', id: 'rs_1', status: 'in_progress', summary: [], content: [] },
    sequence_number: 2,
  },
  {
    type: 'response.content_part.added',
    item_id: 'rs_1',
    output_index: 0,
    content_index: 0,
    part: { type: 'reasoning_text', text: '' },
    sequence_number: 3,
  },
  { type: 'response.reasoning_text.delta', item_id: 'rs_1', output_index: 0, content_index: 0, delta: 'Hm.', sequence_number: 4 },
  { type: 'response.reasoning_text.done', item_id: 'rs_1', output_index: 0, content_index: 0, text: 'Hm.', sequence_number: 5 },
  {
    type: 'response.content_part.done',
    item_id: 'rs_1',
    output_index: 0,
    content_index: 0,
    part: { type: 'reasoning_text', text: 'Hm.' },
    sequence_number: 6,
  },
  { type: 'response.output_item.done', output_index: 0, item: thoughtItem, sequence_number: 7 },
  {
    type: 'response.output_item.added',
    output_index: 1,
    item: { type: 'message', id: 'msg_1', status: 'in_progress', role: 'assistant', content: [] },
    sequence_number: 8,
  },
  {
    type: 'response.content_part.added',
    item_id: 'msg_1',
    output_index: 1,
    content_index: 0,
    part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
    sequence_number: 9,
  },
  {
    type: 'response.output_text.delta',
    item_id: 'msg_1',
    output_index: 1,
    content_index: 0,
    delta: 'One',
    logprobs: [],
    sequence_number: 10,
  },
  {
    type: 'response.output_text.done',
    item_id: 'msg_1',
    output_index: 1,
    content_index: 0,
    text: 'One',
    logprobs: [],
    sequence_number: 11,
  },
  {
    type: 'response.content_part.done',
    item_id: 'msg_1',
    output_index: 1,
    content_index: 0,
    part: { type: 'output_text', text: 'One', annotations: [], logprobs: [] },
    sequence_number: 12,
  },
  { type: 'response.output_item.done', output_index: 1, item: message, sequence_number: 13 },
  {
    type: 'response.output_item.added',
    output_index: 2,
    item: { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'weather', arguments: '', status: 'in_progress' },
    sequence_number: 14,
  },
  { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 2, delta: '{"place":', sequence_number: 15 },
  { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 2, delta: '"Rome"}', sequence_number: 16 },
  {
    type: 'response.function_call_arguments.done',
    item_id: 'fc_1',
    output_index: 2,
    name: 'weather',
    arguments: '{"place":"Rome"}',
    sequence_number: 17,
  },
  { type: 'response.output_item.done', output_index: 2, item: functionCall, sequence_number: 18 },
  { type: 'response.completed', response: completed, sequence_number: 19 },
] satisfies Event[];

const failed = {
  type: 'response.failed',
  response: { ...created, status: 'failed', error: { code: 'server_error', message: 'The model was unloaded meanwhile.' } },
  sequence_number: 2,
} satisfies OpenAI.Responses.ResponseFailedEvent;

const counted = { object: 'response.input_tokens', input_tokens: 42 } satisfies OpenAI.Responses.InputTokenCountResponse;

const items = {
  object: 'list',
  data: [{ type: 'message', id: 'msg_1', status: 'completed', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
  first_id: 'msg_1',
  last_id: 'msg_1',
  has_more: false,
} satisfies OpenAI.Responses.ResponseItemList;

async function respond(more: object): Promise<{ name: string | undefined; data: { type?: string } }[]> {
  const tools = created.tools;
  const response = await fetch(`${api.url}/v1/responses`, {
    method: 'POST',
    body: JSON.stringify({ model: 'tiny', input: 'Hi', tools, ...more }),
  });
  const sent = (await response.text())
    .replaceAll(/"(resp_|msg_|rs_|fc_)[0-9a-f]{32}"/g, '"$11"')
    .replaceAll(/"(created_at|completed_at)":\d+/g, '"$1":1');
  return sent
    .split('\n\n')
    .slice(0, -1)
    .map((event) => ({ name: /^event: (.*)$/m.exec(event)?.[1], data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}') }));
}

test('the events of a stream are as recorded, each under its own name', async () => {
  api = await startTestApi([openai]);
  api.engine.scripts.push([
    ...[prompt, thought('Hm.'), ...text('One')],
    ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const sent = await respond({ stream: true });
  expect(sent.map(({ data }) => data)).toEqual(events);
  expect(sent.map(({ name }) => name)).toEqual(events.map(({ type }) => type));
});

test('a failure is as recorded', async () => {
  api = await startTestApi([openai]);
  api.engine.scripts.push([prompt, { type: 'error', error: { code: 'model.load-cancelled' } }]);
  expect((await respond({ stream: true })).at(-1)?.data).toEqual(failed);
});

test('what is asked about a stored response is as recorded', async () => {
  api = await startTestApi([openai]);
  const ask = async (path: string, more: RequestInit = {}) => (await fetch(`${api.url}/v1/responses${path}`, more)).text();
  const body = JSON.stringify({ model: 'tiny', input: 'Hi' });
  const { id } = JSON.parse(await ask('', { method: 'POST', body })) as { id: string };
  expect(JSON.parse(await ask('/input_tokens', { method: 'POST', body }))).toEqual(counted);
  const listed = (await ask(`/${id}/input_items`)).replaceAll(/"msg_[0-9a-f]{32}"/g, '"msg_1"');
  expect(JSON.parse(listed)).toEqual(items);
  expect(JSON.parse(await ask(`/${id}`))).toMatchObject({ id, object: 'response' });
  // The clients have no type for it.
  expect(JSON.parse(await ask(`/${id}`, { method: 'DELETE' }))).toEqual({ id, object: 'response', deleted: true });
});
