import { expect, test } from 'vitest';
import { startOpenAi } from './test-client.ts';

test('numbers and the base64 that the client asks for are the same vector, of length 1', async () => {
  const { client } = await startOpenAi();
  const ask = { model: 'tiny', input: 'text' };
  const decoded = await client.embeddings.create(ask);
  const floats = await client.embeddings.create({ ...ask, encoding_format: 'float' });
  const expected = [Math.fround(0.6), Math.fround(0.8)];
  expect(decoded.data[0]?.embedding).toEqual(expected);
  expect(floats.data).toEqual([{ object: 'embedding', index: 0, embedding: expected }]);
  expect(floats).toMatchObject({ object: 'list', model: 'tiny', usage: { prompt_tokens: 4, total_tokens: 4 } });
});

test('several texts, tokens and several lists of tokens are embedded in order', async () => {
  const { api, client } = await startOpenAi();
  const asked: unknown[] = [];
  api.engine.embedding = ({ inputs }) => {
    asked.push(inputs);
    return inputs.map((_, index) => [index + 1, 0]);
  };
  for (const input of [
    ['a', 'b'],
    [1, 2, 3],
    [[1], [2, 3]],
  ] as const) {
    const { data } = await client.embeddings.create({ model: 'tiny', input: input as unknown as string[], encoding_format: 'float' });
    expect(data.map(({ index }) => index)).toEqual(data.map((_, index) => index));
  }
  expect(asked).toEqual([['a', 'b'], [[1, 2, 3]], [[1], [2, 3]]]);
});

test('a model without any direction has zeros, not NaN', async () => {
  const { api, client } = await startOpenAi();
  api.engine.embedding = () => [[0, 0]];
  const { data } = await client.embeddings.create({ model: 'tiny', input: 'a', dimensions: 2, encoding_format: 'float' });
  expect(data[0]?.embedding).toEqual([0, 0]);
});
