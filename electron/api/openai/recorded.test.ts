/** Bodies and chunks as the server sends them, held against the official client's types and against the server. */
import type OpenAI from 'openai';
import { afterEach, expect, test } from 'vitest';
import { call, done, prompt, startTestApi, type TestApi, text, thought } from '../test-api.ts';
import { openai } from './openai.ts';

let api: TestApi;
afterEach(() => api.close());

const usage = {
  prompt_tokens: 12,
  completion_tokens: 6,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
} satisfies OpenAI.CompletionUsage;

const logprobs = {
  content: [{ token: 'One', logprob: -0.5, bytes: [79, 110, 101], top_logprobs: [{ token: 'Two', logprob: -1.5, bytes: [84, 119, 111] }] }],
  refusal: null,
} satisfies OpenAI.ChatCompletion.Choice.Logprobs;

const models = { object: 'list', data: [{ id: 'tiny', object: 'model', created: 1, owned_by: 'alcove' }] } satisfies {
  object: string;
  data: OpenAI.Model[];
};

const embedding = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [Math.fround(0.6), Math.fround(0.8)] }],
  model: 'tiny',
  usage: { prompt_tokens: 2, total_tokens: 2 },
} satisfies OpenAI.CreateEmbeddingResponse;

const chat = {
  id: 'chatcmpl-1',
  created: 1,
  model: 'tiny',
  system_fingerprint: 'alcove-1.2.3',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'One',
        refusal: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"place":"Rome"}' } }],
      },
      logprobs,
      finish_reason: 'tool_calls',
    },
  ],
  usage,
} satisfies OpenAI.ChatCompletion;

const head = { id: 'chatcmpl-1', created: 1, model: 'tiny', system_fingerprint: 'alcove-1.2.3', object: 'chat.completion.chunk' } as const;
const none = { logprobs: null, finish_reason: null };

const chunks = [
  { ...head, usage: null, choices: [{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, ...none }] },
  { ...head, usage: null, choices: [{ index: 0, delta: { content: 'One' }, logprobs, finish_reason: null }] },
  {
    ...head,
    usage: null,
    choices: [
      {
        index: 0,
        delta: { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '' } }] },
        ...none,
      },
    ],
  },
  { ...head, usage: null, choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"place":' } }] }, ...none }] },
  { ...head, usage: null, choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] }, ...none }] },
  { ...head, usage: null, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'tool_calls' }] },
  { ...head, usage, choices: [] },
] satisfies OpenAI.ChatCompletionChunk[];

/** Local servers' own word, which the official type does not know. */
const thinking = { ...head, choices: [{ index: 0, delta: { reasoning_content: 'Hm.' }, ...none }] };

const completion = {
  id: 'cmpl-1',
  object: 'text_completion',
  created: 1,
  model: 'tiny',
  system_fingerprint: 'alcove-1.2.3',
  choices: [
    {
      text: 'One',
      index: 0,
      logprobs: { tokens: ['One'], token_logprobs: [-0.5], top_logprobs: [{ Two: -1.5 }], text_offset: [0] },
      finish_reason: 'stop',
    },
  ],
  usage,
} satisfies OpenAI.Completion;

/** OpenAI's own pieces have no reason before the last one, which the official type leaves out. */
type Piece = Omit<OpenAI.Completion, 'choices'> & {
  choices: (Omit<OpenAI.CompletionChoice, 'finish_reason'> & { finish_reason: string | null })[];
};
const pieces = [
  {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'tiny',
    system_fingerprint: 'alcove-1.2.3',
    choices: [{ text: '', index: 0, logprobs: null, finish_reason: null }],
  },
  {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'tiny',
    system_fingerprint: 'alcove-1.2.3',
    choices: [{ text: 'One', index: 0, logprobs: null, finish_reason: null }],
  },
  {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'tiny',
    system_fingerprint: 'alcove-1.2.3',
    choices: [{ text: '', index: 0, logprobs: null, finish_reason: 'stop' }],
  },
] satisfies Piece[];

const refusal = {
  error: {
    message: 'There is no model "none" here. Nearest: tiny.',
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  },
} satisfies { error: OpenAI.ErrorObject };

async function post(path: string, body?: object): Promise<string> {
  const response = await fetch(`${api.url}/v1${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  const sent = await response.text();
  return sent.replaceAll(/"(chatcmpl-|cmpl-)[0-9a-f]{32}"/g, '"$11"').replaceAll(/"created":\d+/g, '"created":1');
}

function readEvents(sent: string): unknown[] {
  const events = sent.split('\n\n').slice(0, -1);
  expect(events.pop()).toBe('data: [DONE]');
  return events.map((event) => JSON.parse(event.replace(/^data: /, '')));
}

const ask = { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }] };
const others = [{ text: 'Two', bytes: [84, 119, 111], logprob: -1.5 }];
const one = { type: 'text' as const, text: 'One', tokens: [{ text: 'One', bytes: [79, 110, 101], logprob: -0.5, others }] };
const script = () => [prompt, one, ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'), done({ finishReason: 'tool-calls' })];

test('bodies are as recorded', async () => {
  api = await startTestApi([openai]);
  expect(JSON.parse(await post('/models'))).toEqual(models);
  expect(JSON.parse(await post('/models/tiny'))).toEqual(models.data[0]);
  expect(JSON.parse(await post('/embeddings', { model: 'tiny', input: 'Hi' }))).toEqual(embedding);
  api.engine.scripts.push(script(), [prompt, one, done()]);
  expect(JSON.parse(await post('/chat/completions', { ...ask, logprobs: true, top_logprobs: 1 }))).toEqual(chat);
  expect(JSON.parse(await post('/completions', { model: 'tiny', prompt: 'a', logprobs: 1 }))).toEqual(completion);
  expect(JSON.parse(await post('/completions', { model: 'none', prompt: 'a' }))).toEqual(refusal);
});

test('chunks are as recorded', async () => {
  api = await startTestApi([openai]);
  api.engine.scripts.push(script(), [thought('Hm.'), done()], [prompt, ...text('One'), done()]);
  const counted = { ...ask, stream: true, stream_options: { include_usage: true } };
  expect(readEvents(await post('/chat/completions', counted))).toEqual(chunks);
  expect(readEvents(await post('/chat/completions', { ...ask, stream: true }))[1]).toEqual(thinking);
  expect(readEvents(await post('/completions', { model: 'tiny', prompt: 'a', stream: true }))).toEqual(pieces);
});
