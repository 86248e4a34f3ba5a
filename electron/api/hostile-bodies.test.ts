/** Whatever arrives at any endpoint: an answer or the sender's mistake, never the server's. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzCases } from '../../e2e/long-run.ts';
import { AppError } from '../../shared/errors.ts';
import { parseRequest, toRunnerRequest } from '../services/engine/request.ts';
import { dialects } from './dialects.ts';
import { startTestApi, type TestApi, testModel } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(dialects, [testModel('tiny', { canReason: true })]);
});
afterAll(() => api.close());

const hi = { role: 'user', content: 'Hi' };
const claude = { model: 'tiny', max_tokens: 5, messages: [hi] };
const gpt = { model: 'tiny', messages: [hi] };
const valid: Record<string, object> = {
  '/v1/chat/completions': gpt,
  '/v1/completions': { model: 'tiny', prompt: 'Hi' },
  '/v1/embeddings': { model: 'tiny', input: 'Hi' },
  '/v1/responses': { model: 'tiny', input: 'Hi' },
  '/v1/responses/input_tokens': { model: 'tiny', input: 'Hi' },
  '/v1/messages': claude,
  '/v1/messages/count_tokens': claude,
  '/api/generate': { model: 'tiny', prompt: 'Hi' },
  '/api/chat': { model: 'tiny', messages: [hi] },
  '/api/embed': { model: 'tiny', input: 'Hi' },
  '/api/embeddings': { model: 'tiny', prompt: 'Hi' },
  '/api/show': { model: 'tiny' },
  '/api/pull': { model: 'owner/tiny-GGUF' },
  '/api/copy': { source: 'tiny', destination: 'other' },
  '/api/v1/models/load': { model: 'tiny' },
  '/api/v1/models/unload': { model: 'tiny' },
  '/api/v1/models/download': { model: 'owner/tiny-GGUF' },
  '/api/v1/tokenize': { model: 'tiny', text: 'a' },
  '/api/v1/detokenize': { model: 'tiny', tokens: [1] },
};

const names = [
  ...['model', 'messages', 'prompt', 'input', 'tools', 'tool_choice', 'stop', 'seed', 'stream', 'system', 'thinking', 'think', 'role'],
  ...['content', 'type', 'function', 'name', 'id', 'tool_use_id', 'input_schema', 'parameters', 'properties', 'format', 'options'],
  ...['keep_alive', 'max_tokens', 'stop_sequences', 'output_config', 'schema', 'top_k', 'num_ctx', 'num_predict', 'tool_calls', 'raw'],
  ...['n', 'logit_bias', 'logprobs', 'response_format', 'json_schema', 'include', 'echo', 'call_id', 'tool_call_id', 'output', 'summary'],
  ...[
    'previous_response_id',
    'metadata',
    'suffix',
    'text',
    'tokens',
    'truncate',
    'dimensions',
    'source',
    '__proto__',
    'constructor',
    'context_length',
    'images',
    'arguments',
  ],
];
const values = fc.oneof(
  fc.json({ maxDepth: 3 }).map((json) => JSON.parse(json) as unknown),
  fc.constantFrom<unknown>(...['tiny', 'user', 'assistant', 'tool', 'function', 'text', 'tool_use', 'tool_result', 'thinking', 'enabled']),
  fc.constantFrom<unknown>('message', 'reasoning', 'function_call', 'function_call_output', [
    { type: 'function', function: { name: 'f' } },
  ]),
  fc.constantFrom<unknown>(...['json', 'json_schema', 'object', '5m', '-1', 'a', '', 0, 1, -1, 1.5, 1e300, true, null, [], {}, [hi]]),
);
const { body: bodies } = fc.letrec<{ body: unknown; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 4 }, values, tie('body'), fc.array(tie('body'), { maxLength: 3 })),
  body: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
}));

test('no body makes the server fail, and what reaches the engine is a request or a mistake that it can name', {
  timeout: 1_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(valid)), bodies, fc.integer({ min: 0, max: 3 }), async (path, body, luck) => {
      const whole = luck > 0 ? { ...valid[path], ...(body as object) } : body;
      const response = await fetch(api.url + path, { method: 'POST', body: JSON.stringify(whole) });
      await response.text();
      expect(response.status).toBeOneOf([200, 202, 400, 404, 409]);
      for (const request of api.engine.requests.splice(0)) assertAnswerable(request);
      for (const request of api.engine.counted.splice(0)) assertAnswerable(request);
    }),
    { numRuns: fuzzCases },
  );
});

function assertAnswerable(request: Parameters<typeof parseRequest>[0]): void {
  try {
    toRunnerRequest(parseRequest(request), { sampling: {} });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // A dialect checks what it hands on: only what several parameters mean together is left to the engine.
    expect(String(error.data?.reason)).not.toMatch(/^\w+(\.\w+)*: /);
  }
}
