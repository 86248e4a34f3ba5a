/** What tests of these endpoints share: the official client, and a server with a scripted engine for it. */
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { startTestApi, type TestApi, testModel } from '../test-api.ts';
import { openai } from './openai.ts';

/** It asks once: what is tested is the first answer. */
export const openAiClient = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });

/** Until the test ends. */
export async function startOpenAi(models = [testModel('tiny', { canReason: true })]): Promise<{ api: TestApi; client: OpenAI }> {
  const api = await startTestApi([openai], models);
  onTestFinished(() => api.close());
  return { api, client: openAiClient(api.url) };
}

export const user = (content: string) => ({ role: 'user' as const, content });
export const ask = { model: 'tiny', messages: [user('Hi')] };
export const weather = {
  type: 'function' as const,
  function: { name: 'weather', description: 'Of a place.', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};

/** Every piece of a stream. */
export async function readAll<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
