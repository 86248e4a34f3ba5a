/** Bodies and lines as the server sends them, held against the official client's types and against the server. */
import type {
  ChatRequest,
  ChatResponse,
  EmbeddingsResponse,
  EmbedResponse,
  ErrorResponse,
  GenerateRequest,
  GenerateResponse,
  ListResponse,
  ModelResponse,
  ProgressResponse,
  ShowResponse,
  VersionResponse,
} from 'ollama';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call, done, downloadList, prompt, startTestApi, type TestApi, testDownload, testModel, text, thought } from '../test-api.ts';
import { ollama } from './ollama.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi([ollama], [testModel('tiny', { canReason: true, architecture: 'llama', quantization: 'Q4_0' })]);
});
afterEach(() => api.close());

/** As it travels: a date is text, and `context` (deprecated, what a model had read) is not handed out. */
type Sent<T> = { [Name in keyof Omit<T, 'context'>]: T[Name] extends Date ? string : T[Name] };
type Piece<T> = Sent<Omit<T, 'done_reason' | `${string}_duration` | `${string}_count`>>;
type Listed = Sent<Omit<ModelResponse, 'expires_at' | 'size_vram'>>;

const at = '2026-01-01T00:00:00.000Z';
const numbers = { total_duration: 1, load_duration: 1, prompt_eval_count: 12, prompt_eval_duration: 1, eval_count: 6, eval_duration: 1 };

const chatRequest = {
  model: 'tiny',
  messages: [{ role: 'user', content: 'What is the weather in Rome?' }],
  tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { place: { type: 'string' } } } } }],
  think: true,
  options: { temperature: 0, num_predict: 24 },
} satisfies ChatRequest;

const chatLines = [
  { model: 'tiny', created_at: at, message: { role: 'assistant', content: '', thinking: 'Look.' }, done: false },
  { model: 'tiny', created_at: at, message: { role: 'assistant', content: 'One moment.' }, done: false },
  {
    ...{ model: 'tiny', created_at: at, done: false },
    message: {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'c1', function: { index: 0, name: 'weather', arguments: { place: 'Rome' } } }],
    },
  },
  { model: 'tiny', created_at: at, message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', ...numbers },
] as const;
[chatLines[0], chatLines[1]] satisfies Piece<ChatResponse>[];
chatLines[3] satisfies Sent<ChatResponse>;

const generateRequest = { model: 'tiny', prompt: 'Hi', keep_alive: '5m', format: 'json' } satisfies GenerateRequest;

const generateLines = [
  { model: 'tiny', created_at: at, response: 'Hello', done: false } satisfies Piece<GenerateResponse>,
  { model: 'tiny', created_at: at, response: '', done: true, done_reason: 'stop', ...numbers } satisfies Sent<GenerateResponse>,
];

const embedded = {
  model: 'tiny',
  embeddings: [[0.6, 0.8]],
  total_duration: 1,
  load_duration: 1,
  prompt_eval_count: 2,
} satisfies EmbedResponse;
const embedding = { embedding: [3, 4] } satisfies EmbeddingsResponse;
const version = { version: '0.12.6', alcove: '1.2.3' } satisfies VersionResponse & { alcove: string };
const error = { error: 'options.top_p: Too big: expected number to be <=1' } satisfies ErrorResponse;

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '',
  quantization_level: 'Q4_0',
} satisfies ModelResponse['details'];

const digest = 'd'.repeat(64);
const tags = {
  models: [{ name: 'tiny:latest', model: 'tiny:latest', size: 1000, digest, details, modified_at: at }],
} satisfies { models: Listed[] };
const running = {
  models: [
    {
      ...{ name: 'tiny:latest', model: 'tiny:latest', size: 1000, digest, details, size_vram: 0, context_length: 1024 },
      expires_at: '2318-01-01T00:00:00.000Z',
    },
  ],
} satisfies { models: (Omit<Sent<ListResponse['models'][number]>, 'modified_at'> & { context_length: number })[] };

const shown = {
  license: '',
  modelfile: '# Alcove has no Modelfiles; this names the file.\nFROM /models/tiny.gguf\n',
  parameters: '',
  template: '{{ tools }}{{ messages }}',
  system: '',
  messages: [],
  details,
  model_info: { 'general.architecture': 'llama' },
  capabilities: ['completion', 'tools', 'thinking'],
  modified_at: at,
} satisfies Omit<Sent<ShowResponse>, 'model_info'> & { model_info: Record<string, unknown> };

const pulled = [
  { status: 'pulling manifest' },
  { status: 'pulling Q4_K_M', digest: 'd1', total: 1000, completed: 400 },
  { status: 'success' },
] satisfies (Pick<ProgressResponse, 'status'> | ProgressResponse)[];

async function send(path: string, body?: object): Promise<unknown[]> {
  const response = await fetch(api.url + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  const sent = (await response.text())
    .replace(/"(created_at|modified_at)":"[^"]+"/g, `"$1":"${at}"`)
    .replace(/"(\w+_duration)":\d+/g, '"$1":1')
    .replace(/[0-9a-f]{64}/g, digest);
  return sent
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('a chat', async () => {
  const calls = call(0, 'c1', 'weather', '{"place":"Rome"}');
  const script = [prompt, thought('Look.'), ...text('One moment.'), ...calls, done({ finishReason: 'tool-calls' })];
  api.engine.scripts.push(script, [...script]);
  expect(await send('/api/chat', chatRequest)).toEqual(chatLines);
  const message = { role: 'assistant', content: 'One moment.', thinking: 'Look.', tool_calls: chatLines[2].message.tool_calls };
  expect(await send('/api/chat', { ...chatRequest, stream: false })).toEqual([{ ...chatLines[3], message }]);
});

test('a generation', async () => {
  api.engine.scripts.push([prompt, ...text('Hello'), done()], [prompt, ...text('Hello'), done()]);
  expect(await send('/api/generate', generateRequest)).toEqual(generateLines);
  expect(await send('/api/generate', { ...generateRequest, stream: false })).toEqual([{ ...generateLines[1], response: 'Hello' }]);
});

test('vectors', async () => {
  const [sent] = (await send('/api/embed', { model: 'tiny', input: 'Hi' })) as [EmbedResponse];
  expect({ ...sent, embeddings: sent.embeddings.map((vector) => vector.map((value) => Number(value.toFixed(6)))) }).toEqual(embedded);
  expect(await send('/api/embeddings', { model: 'tiny', prompt: 'Hi' })).toEqual([embedding]);
});

test('models', async () => {
  expect(await send('/api/tags')).toEqual([tags]);
  expect(await send('/api/show', { model: 'tiny' })).toEqual([shown]);
  await send('/api/generate', { model: 'tiny' });
  expect(await send('/api/ps')).toEqual([running]);
  expect(await send('/api/version')).toEqual([version]);
});

test('a pull', async () => {
  api.downloads.set(downloadList(testDownload('d1', { type: 'running', bytesPerSecond: 1 }, 400)));
  const response = await fetch(`${api.url}/api/pull`, { method: 'POST', body: JSON.stringify({ model: 'owner/tiny-GGUF' }) });
  let sent = '';
  for await (const bytes of response.body ?? []) {
    sent += new TextDecoder().decode(bytes);
    if (sent.includes('completed')) api.downloads.set(downloadList(testDownload('d1', { type: 'done', isVerified: true }, 1000)));
  }
  expect(
    sent
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(pulled);
});

test('a failure', async () => {
  expect(await send('/api/generate', { model: 'tiny', prompt: 'x', options: { top_p: 2 } })).toEqual([error]);
});
