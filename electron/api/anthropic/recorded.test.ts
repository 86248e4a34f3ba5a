/** Bodies and events as the server sends them, held against the official client's types and against the server. */
import type Anthropic from '@anthropic-ai/sdk';
import { afterEach, expect, test } from 'vitest';
import { dialects } from '../dialects.ts';
import { call, done, prompt, startTestApi, type TestApi, testModel, text, thought } from '../test-api.ts';
import { anthropic } from './anthropic.ts';

let api: TestApi;
afterEach(() => api.close());

const request = {
  model: 'tiny',
  max_tokens: 2000,
  thinking: { type: 'enabled', budget_tokens: 1024 },
  messages: [{ role: 'user', content: 'What is the weather in Rome?' }],
  tools: [{ name: 'weather', input_schema: { type: 'object', properties: { place: { type: 'string' } } } }],
} satisfies Anthropic.MessageCreateParamsNonStreaming;

const usage = {
  input_tokens: 8,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 4,
  output_tokens: 6,
  output_tokens_details: { thinking_tokens: 2 },
  server_tool_use: null,
} satisfies Anthropic.MessageDeltaUsage;

const rest = { cache_creation: null, inference_geo: null, service_tier: null, speed: null };

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'tiny',
  container: null,
  diagnostics: null,
  stop_details: null,
  content: [
    { type: 'thinking', thinking: 'Look.', signature: 'alcove' },
    { type: 'text', text: 'One moment.', citations: null },
    { type: 'tool_use', id: 'c1', name: 'weather', input: { place: 'Rome' }, caller: { type: 'direct' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { ...usage, ...rest },
} satisfies Anthropic.Message;

const events = [
  {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      usage: {
        ...usage,
        ...rest,
        input_tokens: 12,
        cache_read_input_tokens: 0,
        output_tokens: 0,
        output_tokens_details: { thinking_tokens: 0 },
      },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Look.' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'alcove' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '', citations: null } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'One ' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'moment.' } },
  { type: 'content_block_stop', index: 1 },
  {
    type: 'content_block_start',
    index: 2,
    content_block: { type: 'tool_use', id: 'c1', name: 'weather', input: {}, caller: { type: 'direct' } },
  },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"place":' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '"Rome"}' } },
  { type: 'content_block_stop', index: 2 },
  { type: 'message_delta', delta: { container: null, stop_details: null, stop_reason: 'tool_use', stop_sequence: null }, usage },
  { type: 'message_stop' },
] satisfies Anthropic.RawMessageStreamEvent[];

const error = {
  type: 'error',
  error: { type: 'invalid_request_error', message: 'max_tokens: Invalid input: expected number, received undefined' },
  request_id: 'req_1',
} satisfies Anthropic.ErrorResponse;

const counted = { input_tokens: 42 } satisfies Anthropic.MessageTokensCount;

const listed = {
  data: [
    {
      ...{ type: 'model', id: 'tiny', display_name: 'TINY', created_at: '2023-11-14T22:13:20.000Z' },
      ...{ capabilities: null, line: null, max_input_tokens: 4096, max_tokens: null },
      ...{ lifecycle: 'active', deprecated_at: null, retires_at: null },
    },
  ],
  has_more: false,
  first_id: 'tiny',
  last_id: 'tiny',
} satisfies { data: Anthropic.ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null };

async function ask(more: object = {}): Promise<string> {
  api = await startTestApi([anthropic], [testModel('tiny', { canReason: true })]);
  const calls = call(0, 'c1', 'weather', '{"place":', '"Rome"}');
  api.engine.scripts.push([prompt, thought('Look.'), ...text('One ', 'moment.'), ...calls, done({ finishReason: 'tool-calls' })]);
  const response = await fetch(`${api.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ ...request, ...more }),
  });
  return (await response.text()).replace(/(msg|req)_[0-9a-f]{32}/g, '$1_1');
}

test('a whole message', async () => {
  expect(JSON.parse(await ask())).toEqual(message);
});

test('a stream: every event in its order, named, with a ping after the beginning', async () => {
  const sent = (await ask({ stream: true })).trimEnd().split('\n\n');
  const read = sent.map((event) => /^event: (\S+)\ndata: (.*)$/.exec(event));
  expect(read.map((match) => JSON.parse(match?.[2] ?? '{}').type)).toEqual(read.map((match) => match?.[1]));
  const bodies = read.map((match) => JSON.parse(match?.[2] ?? '{}') as { type: string });
  expect(bodies[1]).toEqual({ type: 'ping' });
  expect(bodies.filter(({ type }) => type !== 'ping')).toEqual(events);
});

test('a failure', async () => {
  expect(JSON.parse(await ask({ max_tokens: undefined }))).toEqual(error);
});

test('the size of a prompt, and models', async () => {
  api = await startTestApi(dialects, [testModel('tiny', { contextLength: 4096 })]);
  const get = async (path: string, body?: object) => {
    const headers = { 'anthropic-version': '2023-06-01' };
    return (await fetch(api.url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })).json();
  };
  expect(await get('/v1/messages/count_tokens', { model: 'tiny', messages: request.messages })).toEqual(counted);
  expect(await get('/v1/models')).toEqual(listed);
  expect(await get('/v1/models/tiny')).toEqual(listed.data[0]);
});
