import Anthropic from '@anthropic-ai/sdk';

/** The official client for a test's server. It asks once: what is tested is the first answer. */
export const anthropicClient = (url: string) => new Anthropic({ baseURL: url, apiKey: 'any', maxRetries: 0 });
