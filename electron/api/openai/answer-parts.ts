/** The pieces that completions of both kinds are made of. */
import { randomBytes } from 'node:crypto';
import type { ChatCompletionTokenLogprob } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ChosenToken, FinishReason, TokenProbability, Usage } from '../../../shared/generation.ts';

/** OpenAI's own number for what is as good as impossible; JSON has no infinity. */
const leastLogprob = -9999;

export function createId(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}

export const secondsNow = () => Math.floor(Date.now() / 1000);

export function toUsage({ promptTokens, cachedTokens, completionTokens, reasoningTokens }: Usage): CompletionUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

export function toFinishReason(reason: FinishReason): 'stop' | 'length' | 'tool_calls' {
  switch (reason) {
    case 'stop':
    case 'stop-string':
    case 'cancelled':
      return 'stop';
    case 'length':
    case 'context':
      return 'length';
    case 'tool-calls':
      return 'tool_calls';
    default:
      return reason satisfies never;
  }
}

/** Alcove always knows the bytes; the clients' type for chat completions allows that a server does not. */
type KnownLogprob = Pick<ChatCompletionTokenLogprob, 'token' | 'logprob'> & { bytes: number[] };

export function toLogprob(token: ChosenToken): KnownLogprob & { top_logprobs: KnownLogprob[] } {
  return { ...toProbability(token), top_logprobs: token.others.map(toProbability) };
}

export function toLogprobNumber(logprob: number): number {
  return Math.max(leastLogprob, logprob);
}

function toProbability({ text, bytes, logprob }: TokenProbability): KnownLogprob {
  return { token: text, logprob: toLogprobNumber(logprob), bytes };
}
