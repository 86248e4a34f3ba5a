/** Many programs of all three kinds at the same time on the starter model: each gets its own answer, and nothing is left behind. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ollama } from 'ollama';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverClients } from '../../e2e/long-run.ts';
import { writeScriptedModel } from '../../e2e/tiny-models/scripted-model.ts';
import { anthropicClient } from './anthropic/test-client.ts';
import { openAiClient } from './openai/test-client.ts';
import { type StarterApi, starter, startStarterApi } from './test-starter.ts';

const model = starter;
/** What a request may leave behind at most, before its place in the log is taken by a newer one. */
const keptPerRequestBytes = 10_000;
/** Enough for `{"number": 100}`, and for a call's arguments. */
const mostTokens = 24;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let api: StarterApi;
beforeAll(async () => {
  api = await startStarterApi({ parallelSlots: 4 });
});
afterAll(() => api.close());

const schemaOf = (number: number) => ({
  type: 'object' as const,
  properties: { number: { type: 'integer' as const, const: number } },
  required: ['number'],
  additionalProperties: false,
});
const question = (number: number) => `Report the number ${number}.`;

/** Each asks for its own number, streamed, and answers what came back. */
const kinds: ((number: number) => Promise<unknown>)[] = [
  async function openAiSchema(number) {
    const client = openAiClient(api.url);
    const stream = client.chat.completions.stream({
      ...{ model, max_completion_tokens: mostTokens, messages: [{ role: 'user', content: question(number) }] },
      response_format: { type: 'json_schema', json_schema: { name: 'report', strict: true, schema: schemaOf(number) } },
    });
    const { choices } = await stream.finalChatCompletion();
    return JSON.parse(choices[0]?.message.content ?? '');
  },
  async function openAiTool(number) {
    const client = openAiClient(api.url);
    const stream = client.chat.completions.stream({
      ...{ model, max_completion_tokens: mostTokens, messages: [{ role: 'user', content: question(number) }] },
      tools: [{ type: 'function', function: { name: 'report', parameters: schemaOf(number) } }],
      tool_choice: { type: 'function', function: { name: 'report' } },
    });
    const { choices } = await stream.finalChatCompletion();
    const [call] = choices[0]?.message.tool_calls ?? [];
    return JSON.parse(call?.type === 'function' ? call.function.arguments : '');
  },
  async function anthropicTool(number) {
    const client = anthropicClient(api.url);
    const { content } = await client.messages
      .stream({
        ...{ model, max_tokens: mostTokens, messages: [{ role: 'user', content: question(number) }] },
        tools: [{ name: 'report', input_schema: schemaOf(number) }],
        tool_choice: { type: 'tool', name: 'report' },
      })
      .finalMessage();
    return content.find((block) => block.type === 'tool_use')?.input;
  },
  async function ollamaSchema(number) {
    const client = new Ollama({ host: api.url });
    const answer = await client.chat({
      ...{ model, messages: [{ role: 'user', content: question(number) }], format: schemaOf(number) },
      options: { num_predict: mostTokens },
      stream: true,
    });
    let text = '';
    for await (const { message } of answer) text += message.content;
    return JSON.parse(text);
  },
];

test('every program gets its own number, in its own stream', { timeout: 300_000 }, async () => {
  const numbers = Array.from({ length: serverClients }, (_, index) => index + 1);
  const answers = await Promise.all(numbers.map((number, index) => kinds[index % kinds.length]?.(number)));
  expect(answers).toEqual(numbers.map((number) => ({ number })));
  for await (const { models } of api.app.engine.watch()) {
    expect(models).toMatchObject([{ modelId: model, activeRequests: 0, queuedRequests: 0 }]);
    break;
  }
});

test('what many programs asked is not kept: the host is no larger after the last hundreds than after the first', {
  timeout: 300_000,
}, async () => {
  const { app, home } = api;
  const script = 'A few words that are said again and again.';
  writeScriptedModel(join(home, 'quick.gguf'), { script });
  await app.models.import({ paths: [join(home, 'quick.gguf')], mode: 'link' });
  await expect.poll(() => app.models.library().models.map(({ id }) => id)).toContain('quick');
  app.settings.update({
    loadSettings: { ...app.settings.get().loadSettings, quick: { threads: 1, contextLength: 1024, parallelSlots: 4 } },
  });
  const client = openAiClient(api.url);
  const askMany = async () => {
    for (let round = 0; round < 4; round += 1) {
      const body = { model: 'quick', temperature: 0, messages: [{ role: 'user' as const, content: 'Again. '.repeat(100) }] };
      const answers = await Promise.all(
        Array.from(
          { length: serverClients },
          async () => (await client.chat.completions.stream(body).finalChatCompletion()).choices[0]?.message.content,
        ),
      );
      expect(new Set(answers)).toEqual(new Set([script]));
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await askMany();
  const first = await askMany();
  const second = await askMany();
  expect(second - first).toBeLessThan(serverClients * 4 * keptPerRequestBytes);
});
