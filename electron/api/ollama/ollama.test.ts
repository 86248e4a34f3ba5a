import { Ollama } from 'ollama';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { call, done, failure, prompt, startTestApi, type TestApi, testModel, text, thought } from '../test-api.ts';
import { ollama } from './ollama.ts';

let api: TestApi;
afterEach(() => api.close());

async function start(models = [testModel('tiny', { canReason: true, contextLength: 4096 })]): Promise<Ollama> {
  api = await startTestApi([ollama], models);
  return new Ollama({ host: api.url });
}

const messages = [{ role: 'user', content: 'Why is the sky blue?' }];
const weather = { type: 'function', function: { name: 'weather', description: 'd', parameters: { type: 'object', properties: {} } } };

test('a chat, whole: thought, text and calls with arguments as objects, durations in nanoseconds', async () => {
  const client = await start();
  api.engine.scripts.push([
    { type: 'loading', progress: 0.5 },
    prompt,
    thought('H'),
    thought('m.'),
    ...text('Let me ', 'look.'),
    ...call(0, 'c1', 'weather', '{"place":', '"Rome"}'),
    ...call(1, 'c2', 'weather', '{}'),
    done({ finishReason: 'tool-calls' }),
  ]);
  const answer = await client.chat({ model: 'tiny', messages, tools: [weather], think: true });
  expect(answer.message).toEqual({
    role: 'assistant',
    content: 'Let me look.',
    thinking: 'Hm.',
    tool_calls: [
      { id: 'c1', function: { index: 0, name: 'weather', arguments: { place: 'Rome' } } },
      { id: 'c2', function: { index: 1, name: 'weather', arguments: {} } },
    ],
  });
  expect(answer).toMatchObject({ model: 'tiny', done: true, done_reason: 'stop', prompt_eval_count: 12, eval_count: 6 });
  expect(answer).toMatchObject({ prompt_eval_duration: 4_000_000, eval_duration: 20_000_000 });
  expect(answer.total_duration).toBeGreaterThanOrEqual(answer.load_duration);
  expect(answer.load_duration).toBeGreaterThan(0);
});

test('a chat, streamed: only the last line is done and has the numbers', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('The ', 'sky'), ...call(0, 'c1', 'weather', '{"a":1}'), done({ finishReason: 'length' })]);
  const lines = [];
  for await (const line of await client.chat({ model: 'tiny', messages, stream: true })) lines.push(line);
  expect(lines.map((line) => line.message.content)).toEqual(['The ', 'sky', '', '']);
  expect(lines.map((line) => line.done)).toEqual([false, false, false, true]);
  expect(lines[2]?.message.tool_calls?.[0]?.function).toMatchObject({ name: 'weather', arguments: { a: 1 } });
  expect(lines[3]).toMatchObject({ done_reason: 'length', eval_count: 6 });
});

test('a generation with every option', async () => {
  const client = await start();
  const answer = await client.generate({
    model: 'tiny:latest',
    prompt: 'Hi',
    system: 'Be brief.',
    format: 'json',
    keep_alive: '5m',
    think: false,
    options: {
      ...{ temperature: 0.2, top_k: 20, top_p: 0.9, min_p: 0.1, repeat_last_n: 33, repeat_penalty: 1.2, presence_penalty: 1.5 },
      ...{ frequency_penalty: 1, seed: 42, num_predict: 100, stop: ['\n', 'user:'] },
    },
  });
  expect(answer).toMatchObject({ model: 'tiny:latest', response: 'ok', done: true, done_reason: 'stop' });
  expect(api.engine.requests[0]).toMatchObject({
    model: 'tiny',
    turns: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ],
    format: { type: 'json' },
    keepLoadedSeconds: 300,
    thinking: false,
    sampling: {
      ...{ temperature: 0.2, topK: 20, topP: 0.9, minP: 0.1, repeatLastTokens: 33, repeatPenalty: 1.2, presencePenalty: 1.5 },
      ...{ frequencyPenalty: 1, seed: 42, maxTokens: 100, stop: ['\n', 'user:'] },
    },
  });
});

test('numbers with a meaning of their own: no limit, the whole context, a random seed', async () => {
  const client = await start();
  await client.generate({ model: 'tiny', prompt: 'Hi', options: { num_predict: -1, repeat_last_n: -1, seed: -1 } });
  expect(api.engine.requests[0]?.sampling).toEqual({ repeatLastTokens: 1_000_000 });
});

test('raw and suffix are text that is continued as it is', async () => {
  const client = await start();
  await client.generate({ model: 'tiny', prompt: '[INST] Hi', raw: true });
  await client.generate({ model: 'tiny', prompt: 'def f(', suffix: 'return 1' });
  expect(api.engine.requests.map(({ prompt: written, turns }) => [written, turns])).toEqual([
    [{ text: '[INST] Hi' }, undefined],
    [{ text: 'def f(', suffix: 'return 1' }, undefined],
  ]);
});

test('a schema as format', async () => {
  const client = await start();
  const format = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
  await client.chat({ model: 'tiny', messages, format });
  expect(api.engine.requests[0]?.format).toEqual({ type: 'json-schema', schema: format });
});

test('results of tools belong to their calls, which have no ids here', async () => {
  const client = await start();
  await client.chat({
    model: 'tiny',
    messages: [
      ...messages,
      {
        ...{ role: 'assistant', content: '', thinking: 'Ask.' },
        tool_calls: [{ function: { name: 'weather', arguments: { place: 'Rome' } } }, { function: { name: 'time', arguments: {} } }],
      },
      { role: 'tool', content: 'noon', tool_name: 'time' },
      { role: 'tool', content: 'sunny' },
    ],
  });
  expect(api.engine.requests[0]?.turns?.slice(1)).toEqual([
    {
      ...{ role: 'assistant', content: '', reasoning: 'Ask.' },
      toolCalls: [
        { id: 'call_1', name: 'weather', arguments: '{"place":"Rome"}' },
        { id: 'call_2', name: 'time', arguments: '{}' },
      ],
    },
    { role: 'tool', content: 'noon', toolCallId: 'call_2', toolName: 'time' },
    { role: 'tool', content: 'sunny', toolCallId: 'call_1', toolName: 'weather' },
  ]);
});

test('probabilities of tokens', async () => {
  const client = await start();
  const token = { text: 'ok', bytes: [111, 107], logprob: -0.5, others: [{ text: 'no', bytes: [110, 111], logprob: -1 }] };
  api.engine.scripts.push([prompt, { type: 'text', text: 'ok', tokens: [token] }, done()]);
  const answer = await client.generate({ model: 'tiny', prompt: 'Hi', logprobs: true, top_logprobs: 1 });
  expect(answer.logprobs).toMatchObject([{ token: 'ok', logprob: -0.5, top_logprobs: [{ token: 'no', logprob: -1 }] }]);
  expect(api.engine.requests[0]?.logprobs).toBe(1);
});

test('an empty prompt loads, and unloads with keep_alive 0', async () => {
  const client = await start();
  expect(await client.generate({ model: 'tiny', prompt: '', keep_alive: -1 })).toMatchObject({
    done: true,
    done_reason: 'load',
    response: '',
  });
  expect(api.engine.loads).toMatchObject([{ modelId: 'tiny', keepLoadedSeconds: -1 }]);
  expect(await client.chat({ model: 'tiny', keep_alive: 0 })).toMatchObject({ done_reason: 'unload', message: { content: '' } });
  expect(api.engine.unloads).toEqual(['tiny']);
  expect(api.engine.requests).toEqual([]);
});

test('num_ctx loads the model with it, keeps one that has enough, and loads a shorter one anew', async () => {
  const client = await start();
  const ask = (num_ctx: number) => client.generate({ model: 'tiny', prompt: 'Hi', options: { num_ctx } });
  await ask(2000);
  await ask(1000);
  await ask(100_000);
  const last = await ask(4096);
  expect(api.engine.loads.map(({ settings }) => settings?.contextLength)).toEqual([2000, 4096]);
  expect(last.load_duration).toBe(0);
});

test('a model that somebody uses is not taken away: it leaves after its last answer, and its context stays', async () => {
  const client = await start();
  api.engine.activeRequests = 1;
  await client.generate({ model: 'tiny', prompt: '' });
  expect(await client.generate({ model: 'tiny', prompt: '', keep_alive: 0 })).toMatchObject({ done_reason: 'unload' });
  expect([api.engine.unloads, api.engine.loads[1]]).toEqual([[], { modelId: 'tiny', keepLoadedSeconds: 0, isServed: true }]);
  const body = JSON.stringify({ model: 'tiny', prompt: 'Hi', options: { num_ctx: 4096 } });
  const response = await fetch(`${api.url}/api/generate`, { method: 'POST', body });
  expect(response.headers.get('x-alcove-ignored')).toBe('options.num_ctx');
  expect(await response.text()).toContain('"done":true');
  expect(api.engine.loads).toHaveLength(2);
});

test('a client that leaves ends the generation', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const stream = await client.chat({ model: 'tiny', messages, stream: true });
  const reading = (async () => {
    for await (const _ of stream) stream.abort();
  })();
  await expect(reading).rejects.toThrow();
  await api.engine.aborted.promise;
});

test('a failure in mid-stream is the last line, and the client throws it', async () => {
  const client = await start();
  api.engine.scripts.push([prompt, ...text('a'), failure('engine.crashed', { cause: 'signal' })]);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const line of await client.generate({ model: 'tiny', prompt: 'Hi', stream: true })) seen.push(line.response ?? '');
  })();
  await expect(reading).rejects.toThrow(/ended by itself/);
  expect(seen).toEqual(['a']);
});

test('vectors are normalized and cut to the wished dimensions', async () => {
  const client = await start();
  expect(await client.embed({ model: 'tiny', input: ['a', 'bc'] })).toMatchObject({ model: 'tiny', prompt_eval_count: 3 });
  api.engine.embedding = () => [[3, 4, 12]];
  const { embeddings } = await client.embed({ model: 'tiny', input: 'a', dimensions: 2 });
  expect(embeddings[0]?.map((value) => Math.round(value * 1e5) / 1e5)).toEqual([0.6, 0.8]);
  expect(await client.embeddings({ model: 'tiny', prompt: 'a' })).toEqual({ embedding: [3, 4, 12] });
  expect((await client.embed({ model: 'tiny', input: [] })).embeddings).toEqual([]);
});

test('a text too long for the context is cut, or refused where the program wants that', async () => {
  const client = await start();
  await client.generate({ model: 'tiny', prompt: '' });
  const seen: number[] = [];
  api.engine.embedding = ({ inputs: [input] }) => {
    seen.push(input?.length ?? 0);
    if (seen.length % 2 === 1) throw new AppError('context.exceeded', 'Too long.', { data: { promptTokens: 2000, contextLength: 1024 } });
    return [[1]];
  };
  expect((await client.embed({ model: 'tiny', input: 'x'.repeat(2000) })).embeddings).toEqual([[1]]);
  expect(seen).toEqual([2000, 1022]);
  await expect(client.embed({ model: 'tiny', input: 'x'.repeat(2000), truncate: false })).rejects.toMatchObject({ status_code: 400 });
});

test('what has no effect is named in a header: old contexts, the size of a thought, options that are set in the app', async () => {
  await start();
  const body = { model: 'tiny', prompt: 'Hi', stream: false, context: [1, 2], think: 'high', options: { num_gpu: 1, seed: 1 } };
  const response = await fetch(`${api.url}/api/generate`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.headers.get('x-alcove-ignored')).toBe('context, think, options.num_gpu');
  expect(api.engine.requests[0]).toMatchObject({ thinking: true, sampling: { seed: 1 } });
});
