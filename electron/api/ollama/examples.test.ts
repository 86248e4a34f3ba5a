/** The examples of Ollama's own documentation, as a shell sends them: without a content type of JSON. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestApi, type TestApi, testModel } from '../test-api.ts';
import { ollama } from './ollama.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi([ollama], [testModel('llama3.2', { canReason: true }), testModel('all-minilm', { kind: 'embedding' })]);
});
afterEach(() => api.close());

function curl(path: string, data?: string, method = data === undefined ? 'GET' : 'POST') {
  const headers = data === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(api.url + path, { method, headers, ...(data !== undefined && { body: data }) });
}

test.each([
  ['/api/generate', `{"model": "llama3.2", "prompt": "Why is the sky blue?"}`],
  ['/api/generate', `{"model": "llama3.2", "prompt": "Why is the sky blue?", "stream": false}`],
  ['/api/generate', `{"model": "llama3.2", "prompt": "def compute_gcd(a, b):", "suffix": "    return result", "stream": false}`],
  [
    '/api/generate',
    `{"model": "llama3.2", "prompt": "Ollama is 22 years old and is busy saving the world. Respond using JSON", "stream": false,
      "format": {"type": "object", "properties": {"age": {"type": "integer"}, "available": {"type": "boolean"}}, "required": ["age", "available"]}}`,
  ],
  ['/api/generate', `{"model": "llama3.2", "prompt": "What color is the sky?", "format": "json", "stream": false}`],
  ['/api/generate', `{"model": "llama3.2", "prompt": "[INST] why is the sky blue? [/INST]", "raw": true, "stream": false}`],
  ['/api/generate', `{"model": "llama3.2", "prompt": "[INST] why is the sky blue? [/INST]", "raw": true, "options": {"seed": 123}}`],
  [
    '/api/generate',
    `{"model": "llama3.2", "prompt": "Why is the sky blue?", "stream": false, "options": {
      "num_keep": 5, "seed": 42, "num_predict": 100, "top_k": 20, "top_p": 0.9, "min_p": 0.0, "typical_p": 0.7, "repeat_last_n": 33,
      "temperature": 0.8, "repeat_penalty": 1.2, "presence_penalty": 1.5, "frequency_penalty": 1.0, "penalize_newline": true,
      "stop": ["\\n", "user:"], "numa": false, "num_ctx": 1024, "num_batch": 2, "num_gpu": 1, "main_gpu": 0, "use_mmap": true, "num_thread": 8}}`,
  ],
  ['/api/generate', `{"model": "llama3.2"}`],
  ['/api/generate', `{"model": "llama3.2", "keep_alive": 0}`],
  ['/api/chat', `{"model": "llama3.2", "messages": [{"role": "user", "content": "why is the sky blue?"}]}`],
  [
    '/api/chat',
    `{"model": "llama3.2", "messages": [{"role": "user", "content": "what is the weather in tokyo?"}], "tools": [{"type": "function",
      "function": {"name": "get_weather", "description": "Get the weather in a given city", "parameters": {"type": "object",
      "properties": {"city": {"type": "string", "description": "The city to get the weather for"}}, "required": ["city"]}}}], "stream": true}`,
  ],
  [
    '/api/chat',
    `{"model": "llama3.2", "messages": [{"role": "user", "content": "what is the weather in Toronto?"},
      {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "get_temperature", "arguments": {"city": "Toronto"}}}]},
      {"role": "tool", "content": "11 degrees celsius", "tool_name": "get_temperature"}], "stream": false, "tools": [{"type": "function",
      "function": {"name": "get_weather", "description": "Get the weather in a given city", "parameters": {"type": "object",
      "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]}`,
  ],
  ['/api/chat', `{"model": "llama3.2", "messages": []}`],
  ['/api/chat', `{"model": "llama3.2", "messages": [], "keep_alive": 0}`],
  ['/api/show', `{"model": "llama3.2"}`],
  ['/api/embed', `{"model": "all-minilm", "input": "Why is the sky blue?"}`],
  ['/api/embed', `{"model": "all-minilm", "input": ["Why is the sky blue?", "Why is the grass green?"]}`],
  ['/api/embeddings', `{"model": "all-minilm", "prompt": "Here is an article about llamas..."}`],
])('%s %s', async (path, data) => {
  const response = await curl(path, data);
  const body = await response.text();
  expect([response.status, body]).toEqual([200, expect.stringMatching(/^\{/)]);
  for (const line of body.trim().split('\n')) expect(JSON.parse(line)).not.toHaveProperty('error');
  if (data.includes('num_keep')) expect(response.headers.get('x-alcove-ignored')).toContain('options.num_keep, options.typical_p');
});

test('lists, the version, and whether there is a living server', async () => {
  for (const path of ['/api/tags', '/api/ps', '/api/version', '/']) expect((await curl(path)).status).toBe(200);
  expect((await curl('/', undefined, 'HEAD')).status).toBe(200);
  expect((await curl('/api/delete', `{"model": "llama3.2"}`, 'DELETE')).status).toBe(200);
});

test('a stream is lines of JSON', async () => {
  const response = await curl('/api/generate', `{"model": "llama3.2", "prompt": "x"}`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  expect((await response.text()).trim().split('\n')).toHaveLength(2);
});

test.each([
  ['/api/generate', { prompt: 'x' }, 400, 'model'],
  ['/api/generate', { model: 'nobody', prompt: 'x' }, 404, 'model not found'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', format: 'yaml' }, 400, 'format'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', template: '{{ .Prompt }}' }, 400, 'template'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', images: ['aGk='] }, 400, 'cannot read images'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', raw: true, system: 's' }, 400, 'raw mode'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', keep_alive: 'soon' }, 400, 'keep_alive: "soon" is no duration'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', options: { top_p: 3 } }, 400, 'options.top_p'],
  ['/api/generate', { model: 'llama3.2', prompt: 'x', top_logprobs: 21, logprobs: true }, 400, 'top_logprobs'],
  ['/api/chat', { model: 'llama3.2', messages: [{ role: 'user', content: 'x', images: ['aGk='] }] }, 400, 'messages.0.images'],
  ['/api/chat', { model: 'llama3.2', messages: [{ role: 'robot', content: 'x' }] }, 400, 'messages.0.role'],
  ['/api/chat', { model: 'all-minilm', messages: [{ role: 'user', content: 'x' }], think: true }, 400, 'does not support thinking'],
  ['/api/create', { model: 'new', from: 'llama3.2' }, 400, 'no counterpart'],
  ['/api/nothing', {}, 404, 'There is no POST /api/nothing'],
])('%s refuses %j', async (path, body, status, expected) => {
  const response = await curl(path, JSON.stringify(body));
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: string }).error).toContain(expected);
});
