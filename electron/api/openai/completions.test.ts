import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { done, prompt, text } from '../test-api.ts';
import { startOpenAi } from './test-client.ts';

test('every prompt has its n choices, in order, and counts once', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push(...['a', 'b', 'c', 'd'].map((letter) => [prompt, ...text(letter), done()]));
  const answer = await client.completions.create({ model: 'tiny', prompt: ['One', 'Two'], n: 2, echo: true, suffix: null });
  expect(answer.choices.map(({ index, text }) => `${index} ${text}`)).toEqual(['0 Onea', '1 Oneb', '2 Twoc', '3 Twod']);
  expect(answer.usage).toMatchObject({ prompt_tokens: 24, completion_tokens: 24 });
  expect(api.engine.requests[0]).toMatchObject({ prompt: { text: 'One' }, sampling: { maxTokens: 16 } });
});

test('tokens are prompts too, and a suffix reaches the engine', async () => {
  const { api, client } = await startOpenAi();
  await client.completions.create({ model: 'tiny', prompt: [72, 105], suffix: 'end', max_tokens: 3 });
  await client.completions.create({ model: 'tiny', prompt: [[72], [105]] });
  expect(api.engine.requests.map(({ prompt }) => prompt)).toEqual([{ text: 'Hi', suffix: 'end' }, { text: 'H' }, { text: 'i' }]);
  const unknown = client.completions.create({ model: 'tiny', prompt: [0x7fffffff] });
  await expect(unknown).rejects.toThrow(OpenAI.BadRequestError);
});

test('a stream has the echo, the text and the end of each choice', async () => {
  const { api, client } = await startOpenAi();
  api.engine.scripts.push([prompt, ...text('a', 'b'), done({ finishReason: 'length' })]);
  const stream = await client.completions.create({
    ...{ model: 'tiny', prompt: 'One', echo: true, stream: true, stream_options: { include_usage: true } },
  });
  const choices: OpenAI.CompletionChoice[] = [];
  let total: number | undefined;
  for await (const chunk of stream) {
    choices.push(...chunk.choices);
    total = chunk.usage?.total_tokens;
  }
  expect(choices.map(({ text }) => text)).toEqual(['One', 'a', 'b', '']);
  expect(choices.at(-1)?.finish_reason).toBe('length');
  expect(total).toBe(18);
});

test('probabilities say where in the text each token begins, also over several chunks', async () => {
  const { api, client } = await startOpenAi();
  const token = (text: string, logprob: number) => ({
    text,
    bytes: [...Buffer.from(text)],
    logprob,
    others: [{ text, bytes: [], logprob }],
  });
  const script = [
    prompt,
    { type: 'text' as const, text: '😀a', tokens: [token('😀', -1), token('a', -2)] },
    { type: 'text' as const, text: 'b', tokens: [token('b', -3)] },
    done(),
  ];
  api.engine.scripts.push(script, script);
  const ask = { model: 'tiny', prompt: 'One', logprobs: 1 };
  const whole = await client.completions.create(ask);
  expect(whole.choices[0]?.logprobs).toEqual({
    tokens: ['😀', 'a', 'b'],
    token_logprobs: [-1, -2, -3],
    top_logprobs: [{ '😀': -1 }, { a: -2 }, { b: -3 }],
    text_offset: [0, 1, 2],
  });
  const offsets: number[] = [];
  for await (const { choices } of await client.completions.create({ ...ask, stream: true }))
    offsets.push(...(choices[0]?.logprobs?.text_offset ?? []));
  expect(offsets).toEqual([0, 1, 2]);
});
