import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../dialects.ts';
import { startTestApi, type TestApi } from '../test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(dialects);
});
afterAll(() => api.close());

test.each([
  ['GET', '/v1/chat/completions', 'POST', { error: { type: 'invalid_request_error', code: 'method_not_supported' } }],
  ['PUT', '/v1/models/owner/tiny', 'GET, HEAD', { error: { code: 'method_not_supported' } }],
  ['POST', '/v1/responses/resp_1', 'GET, HEAD, DELETE', { error: { code: 'method_not_supported' } }],
  ['GET', '/v1/messages', 'POST', { type: 'error', error: { type: 'invalid_request_error' } }],
  ['GET', '/api/chat/', 'POST', { error: expect.stringContaining('Use POST') }],
  // No model is called "load".
  ['GET', '/api/v1/models/load', 'POST', { error: { code: 'wrong-method' } }],
  ['DELETE', '/', 'GET, HEAD', {}],
])('%s %s is 405, and says %s', async (method, path, allowed, body) => {
  const answer = await fetch(api.url + path, { method, ...(method === 'POST' && { body: '{' }) });
  expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({ status: 405, allow: allowed });
  expect(await answer.json()).toMatchObject(body);
});

test('a path that nobody has is 404, whatever the method', async () => {
  for (const method of ['GET', 'PATCH']) expect((await fetch(`${api.url}/v1/chat/nothing`, { method })).status).toBe(404);
});
