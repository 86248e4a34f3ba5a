import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { done, failure, prompt, text } from '../test-api.ts';
import { ask, readAll, startOpenAi } from './test-client.ts';

test('n choices are n generations with seeds of their own, and usage counts all of them', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(...['a', 'b', 'c', 'd', 'e'].map((letter) => [prompt, ...text(letter), done()]));
  const { choices, usage } = await client.chat.completions.create({ ...ask, n: 5, seed: 4_294_967_294 });
  expect(choices.map(({ index, message }) => `${index}${message.content}`)).toEqual(['0a', '1b', '2c', '3d', '4e']);
  expect(api.engine.requests.map(({ sampling }) => sampling?.seed)).toEqual([4_294_967_294, 4_294_967_295, 0, 1, 2]);
  expect(usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 30, total_tokens: 42 });
});

test('streamed choices each have their own role, text and end', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a', 'b'), done()], [prompt, ...text('c'), done({ finishReason: 'length' })]);
  const chunks = await readAll(
    await client.chat.completions.create({ ...ask, n: 2, stream: true, stream_options: { include_usage: true } }),
  );
  const of = (index: number) => chunks.flatMap(({ choices }) => choices).filter((choice) => choice.index === index);
  for (const index of [0, 1]) expect(of(index)[0]?.delta.role).toBe('assistant');
  expect(
    [0, 1].map((index) =>
      of(index)
        .map(({ delta }) => delta.content ?? '')
        .join(''),
    ),
  ).toEqual(['ab', 'c']);
  expect([0, 1].map((index) => of(index).at(-1)?.finish_reason)).toEqual(['stop', 'length']);
  expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 12 });
});

test('a client that leaves aborts its generations', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const stream = await client.chat.completions.create({ ...ask, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'a') break;
  await api.engine.aborted.promise;
});

test('a client that leaves before the whole answer aborts it too', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }]);
  const abort = new AbortController();
  const answer = client.chat.completions.create(ask, { signal: abort.signal });
  await expect.poll(() => api.engine.requests.length).toBe(1);
  abort.abort();
  await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError);
  await api.engine.aborted.promise;
});

test('one choice that fails ends the others, and the request has its failure', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a'), { type: 'wait' }], [prompt, failure('engine.crashed', { cause: 'signal' })]);
  await expect(client.chat.completions.create({ ...ask, n: 2 })).rejects.toMatchObject({ status: 503, code: 'model_unavailable' });
  await api.engine.aborted.promise;
});

test('the queue position is in a header', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([{ type: 'queued', position: 3 }, { type: 'queued', position: 2 }, prompt, ...text('a'), done()]);
  const { response } = await client.chat.completions.create({ ...ask, stream: true }).withResponse();
  expect(response.headers.get('x-queue-position')).toBe('3');
  await response.body?.cancel();
});
