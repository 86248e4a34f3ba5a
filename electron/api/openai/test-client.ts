import OpenAI from 'openai';

/** The official client for a test's server. It asks once: what is tested is the first answer. */
export const openAiClient = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });

/** Every piece of a stream. */
export async function readAll<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
