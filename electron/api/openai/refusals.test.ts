import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { failure, prompt, startTestApi, type TestApi, testModel, text } from '../test-api.ts';
import { openai } from './openai.ts';
import { openAiClient } from './test-client.ts';

let api: TestApi;
let client: OpenAI;
beforeAll(async () => {
  api = await startTestApi([openai], [testModel('tiny')]);
  client = openAiClient(api.url);
});
afterAll(() => api.close());
beforeEach(() => void api.engine.scripts.splice(0));

const hi = { role: 'user', content: 'Hi' };
const tool = { type: 'function', function: { name: 'weather' } };

async function post(path: string, body: unknown): Promise<{ status: number; body: { error?: Record<string, unknown> } }> {
  const response = await fetch(`${api.url}/v1${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { error?: Record<string, unknown> } };
}

function validFor(path: string): object {
  if (path === '/chat/completions') return { model: 'tiny', messages: [hi] };
  return path === '/completions' ? { model: 'tiny', prompt: 'a' } : { model: 'tiny', input: 'a' };
}

const chat = (more: object) => ['/chat/completions', { model: 'tiny', messages: [hi], ...more }] as const;
const completion = (more: object) => ['/completions', { model: 'tiny', prompt: 'a', ...more }] as const;
const respond = (more: object) => ['/responses', { model: 'tiny', input: 'a', ...more }] as const;

test.each([
  [...chat({ temperature: 2.1 }), 'temperature'],
  [...chat({ top_p: -0.1 }), 'top_p'],
  [...chat({ presence_penalty: 3 }), 'presence_penalty'],
  [...chat({ frequency_penalty: -3 }), 'frequency_penalty'],
  [...chat({ n: 129 }), 'n'],
  [...chat({ n: 0 }), 'n'],
  [...chat({ seed: 1.5 }), 'seed'],
  [...chat({ max_tokens: 0 }), 'max_tokens'],
  [...chat({ logit_bias: { 5: 101 } }), 'logit_bias.5'],
  [...chat({ logit_bias: { word: 1 } }), 'logit_bias.word'],
  [...chat({ top_logprobs: 21, logprobs: true }), 'top_logprobs'],
  [...chat({ top_logprobs: 2 }), 'top_logprobs'],
  [...chat({ stop: Array.from({ length: 17 }, () => 'a') }), 'stop'],
  [...chat({ messages: [] }), 'messages'],
  [...chat({ messages: [{ role: 'user' }] }), 'messages.0.content'],
  [...chat({ messages: [{ role: 'wizard', content: 'a' }] }), 'messages.0.role'],
  [...chat({ messages: [{ role: 'tool', content: 'a' }] }), 'messages.0.tool_call_id'],
  [...chat({ tool_choice: 'required' }), 'tool_choice'],
  [...chat({ tools: [tool], tool_choice: { type: 'function', function: { name: 'none' } } }), 'tool_choice'],
  [...chat({ tools: [{ type: 'function', function: {} }] }), 'tools.0.function.name'],
  [...chat({ response_format: { type: 'xml' } }), 'response_format.type'],
  [...completion({ logprobs: 6 }), 'logprobs'],
  [...completion({ prompt: [] }), 'prompt'],
  [...completion({ n: 3, best_of: 2 }), 'best_of'],
  [...completion({ prompt: Array.from({ length: 128 }, () => 'a'), n: 2 }), 'n'],
  [...respond({ input: undefined }), 'input'],
  [...respond({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [index, 'a'])) }), 'metadata'],
  [
    ...respond({
      input: [
        { role: 'user', content: 'a' },
        { type: 'function_call', name: 'a' },
      ],
    }),
    'input.1.call_id',
  ],
  [...respond({ previous_response_id: 'resp_none' }), 'previous_response_id'],
  ['/embeddings', { model: 'tiny', input: ['a', ''] }, 'input.1'],
  ['/embeddings', { model: 'tiny', input: 'a', encoding_format: 'hex' }, 'encoding_format'],
])('%s with %j is not valid', async (path, body, param) => {
  const answer = await post(path, body);
  expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', code: null, param } } });
});

const image = { type: 'image_url', image_url: { url: 'data:,' } };
test.each([
  [...chat({ messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, image] }] }), 'messages.0.content.1.type'],
  [...chat({ tools: [{ type: 'custom', custom: { name: 'a' } }] }), 'tools.0.type'],
  [...chat({ modalities: ['text', 'audio'] }), 'modalities'],
  [...chat({ functions: [] }), 'functions'],
  [...chat({ web_search_options: {} }), 'web_search_options'],
  [...completion({ best_of: 3 }), 'best_of'],
  [...completion({ echo: true, logprobs: 1 }), 'echo'],
  [...respond({ background: true }), 'background'],
  [...respond({ conversation: 'a' }), 'conversation'],
  [...respond({ tools: [{ type: 'web_search' }] }), 'tools.0.type'],
  [...respond({ input: [{ type: 'computer_call' }] }), 'input.0.type'],
  [...respond({ input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'a' }] }] }), 'input.0.content.0.type'],
  ['/embeddings', { model: 'tiny', input: 'a', dimensions: 3 }, 'dimensions'],
])('%s with %j is refused as not available', async (path, body, param) => {
  const answer = await post(path, body);
  expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', code: 'unsupported_value', param } } });
});

test('an unknown model is told apart, with the nearest name', async () => {
  for (const path of ['/chat/completions', '/completions', '/embeddings', '/responses']) {
    const { status, body } = await post(path, { ...validFor(path), model: 'tinny' });
    expect({ status, ...body.error }).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(body.error?.message).toContain('Nearest: tiny.');
  }
  await expect(client.models.retrieve('tinny')).rejects.toThrow(OpenAI.NotFoundError);
});

test('a prompt that does not fit says the numbers, by the name of its own parameter', async () => {
  for (const [path, param] of [
    ['/chat/completions', 'messages'],
    ['/completions', 'prompt'],
    ['/responses', 'input'],
  ] as const) {
    for (const stream of [false, true]) {
      api.engine.scripts.push([failure('context.exceeded', { promptTokens: 5000, contextLength: 4096 })]);
      const { status, body } = await post(path, { ...validFor(path), stream });
      expect({ status, ...body.error }).toMatchObject({ status: 400, code: 'context_length_exceeded', param });
      expect(body.error?.message).toMatch(/5000.*4096/);
    }
  }
});

test('a schema that cannot be kept is said with its place, by the name of its own parameter', async () => {
  const data = { keyword: 'not', path: '/properties/a', reason: 'it has no grammar' };
  for (const [path, param] of [
    ['/chat/completions', 'response_format'],
    ['/responses', 'text.format'],
  ] as const) {
    for (const stream of [false, true]) {
      api.engine.scripts.push([failure('schema.unsupported', data)], [failure('schema.unsupported', { ...data, tool: 'weather' })]);
      const whole = { ...validFor(path), stream };
      const format = await post(path, whole);
      expect(format).toMatchObject({ status: 400, body: { error: { code: 'unsupported_value', param } } });
      expect(format.body.error?.message).toContain('not at /properties/a');
      const ofTool = await post(path, whole);
      expect(ofTool).toMatchObject({ status: 400, body: { error: { code: 'unsupported_value', param: 'tools' } } });
      expect(ofTool.body.error?.message).toContain('"weather"');
    }
  }
});

test('a full queue says when to come again', async () => {
  api.engine.scripts.push([failure('engine.busy', { waiting: 256, retryAfterSeconds: 9 })]);
  const failed = await client.chat.completions
    .create({ model: 'tiny', messages: [{ role: 'user', content: 'Hi' }] })
    .catch((error) => error);
  expect(failed).toMatchObject({ status: 503, type: 'server_error', code: 'server_overloaded' });
  expect(failed.headers.get('retry-after')).toBe('9');
});

test('a failure in mid-stream is the last event, and the official client throws it', async () => {
  api.engine.scripts.push([prompt, ...text('a'), failure('engine.crashed', { cause: 'signal' })]);
  const stream = await client.chat.completions.create({ model: 'tiny', messages: [{ role: 'user', content: 'Hi' }], stream: true });
  const said: string[] = [];
  const failed = await (async () => {
    for await (const chunk of stream) said.push(chunk.choices[0]?.delta.content ?? '');
  })().catch((error) => error);
  expect(said.join('')).toBe('a');
  expect(failed).toBeInstanceOf(OpenAI.APIError);
  expect(failed).toMatchObject({ type: 'server_error', code: 'model_unavailable' });
});

test('bad JSON and unknown paths are said in the same shape', async () => {
  expect(await post('/chat/completions', '{"model":')).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
  expect(await post('/chat/completions', '['.repeat(100_000))).toMatchObject({ status: 400, body: { error: { param: null } } });
  expect(await post('/models/%E0%A4', {})).toMatchObject({ status: 400, body: { error: { message: 'The address is not valid.' } } });
  expect(await post('/nothing', {})).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
});
