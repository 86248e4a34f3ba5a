import Anthropic from '@anthropic-ai/sdk';
import { afterEach, expect, test } from 'vitest';
import { failure, startTestApi, type TestApi } from '../test-api.ts';
import { anthropic } from './anthropic.ts';
import { anthropicClient } from './test-client.ts';

let api: TestApi;
afterEach(() => api.close());

const ask = { model: 'tiny', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };

async function post(body: unknown) {
  api = await startTestApi([anthropic]);
  const response = await fetch(`${api.url}/v1/messages`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { response, body: (await response.json()) as { type: string; error: { type: string; message: string }; request_id: string } };
}

test.each([
  ['no max_tokens', { ...ask, max_tokens: undefined }, 'max_tokens'],
  ['max_tokens of 0', { ...ask, max_tokens: 0 }, 'max_tokens'],
  ['a temperature above 1', { ...ask, temperature: 1.1 }, 'temperature'],
  ['top_p above 1', { ...ask, top_p: 2 }, 'top_p'],
  ['a broken top_k', { ...ask, top_k: 1.5 }, 'top_k'],
  ['no messages', { ...ask, messages: [] }, 'messages'],
  ['an unknown role', { ...ask, messages: [{ role: 'robot', content: 'x' }] }, 'messages.0.role'],
  [
    'an image',
    { ...ask, messages: [{ role: 'user', content: [{ type: 'image', source: {} }] }] },
    'messages.0.content.0: Alcove cannot read images',
  ],
  [
    'a document in a result',
    {
      ...ask,
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: [{ type: 'document' }] }] },
      ],
    },
    'messages.1.content.0.content.0: Alcove cannot read documents',
  ],
  ['a result of no call', { ...ask, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c' }] }] }, 'tool_use_id'],
  ["a tool of Anthropic's own", { ...ask, tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools.0.type'],
  ['a tool without a schema', { ...ask, tools: [{ name: 'f' }] }, 'tools.0.input_schema'],
  ['a small thinking budget', { ...ask, thinking: { type: 'enabled', budget_tokens: 5 } }, 'thinking.budget_tokens'],
  ['thinking for a model that cannot', { ...ask, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 1024 } }, 'has no thinking'],
  ['bad JSON', '{"model":', 'not JSON'],
  ['too many stop sequences', { ...ask, stop_sequences: Array.from({ length: 17 }, String) }, 'stop_sequences'],
])('refused with its place: %s', async (_name, body, expected) => {
  const { response, body: answer } = await post(body);
  expect(response.status).toBe(400);
  expect(answer).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  expect(answer.error.message).toContain(expected);
  expect(response.headers.get('request-id')).toBe(answer.request_id);
});

test.each([
  ['model.not-found', { name: 'x' }, 404, Anthropic.NotFoundError, 'not_found_error'],
  ['engine.busy', { waiting: 256 }, 529, Anthropic.InternalServerError, 'overloaded_error'],
  ['context.exceeded', { promptTokens: 9000, contextLength: 1024 }, 400, Anthropic.BadRequestError, 'invalid_request_error'],
  ['model.unable', { name: 'tiny', ability: 'tools' }, 400, Anthropic.BadRequestError, 'invalid_request_error'],
  ['model.not-enough-memory', { neededBytes: 2, freeBytes: 1 }, 503, Anthropic.InternalServerError, 'api_error'],
  ['schema.unsupported', { keyword: 'not', path: '/x', reason: 'r' }, 400, Anthropic.BadRequestError, 'invalid_request_error'],
])('%s has the status and the class that its client knows, streamed or not', async (code, data, status, type, errorType) => {
  api = await startTestApi([anthropic]);
  const client = anthropicClient(api.url);
  for (const stream of [false, true]) {
    api.engine.scripts.push([failure(code, data)]);
    const error = await client.messages.create({ ...ask, stream } as Anthropic.MessageCreateParams).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, error: { type: 'error', error: { type: errorType } } });
  }
});

test('a path below that does not exist, and an unknown model, have the same shape', async () => {
  api = await startTestApi([anthropic]);
  const client = anthropicClient(api.url);
  await expect(client.messages.batches.list()).rejects.toMatchObject({ status: 404, error: { type: 'error' } });
  await expect(client.messages.create({ ...ask, model: 'tinny' } as never)).rejects.toThrow(/tiny/);
});
