/** What POST /v1/completions takes, as one GenerationRequest for each prompt. */
import { z } from 'zod';
import type { GenerationRequest } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { ApiParts } from '../dialect.ts';
import { ApiError } from '../http/api-error.ts';
import { streamParameters } from './chat-request.ts';
import { localParameters, nucleusParameters, penaltyParameters, tokenLimit, toSampling } from './sampling-parameters.ts';
import { listInputs, textInput } from './text-inputs.ts';

const mostPrompts = 128;
/** OpenAI's own. */
const usualMaxTokens = 16;

export const completionParameters = z.object({
  model: z.string().min(1),
  prompt: textInput({ most: mostPrompts, error: `must be a text, an array of up to ${mostPrompts} texts, or tokens` }),
  ...streamParameters,
  ...nucleusParameters,
  ...penaltyParameters,
  ...localParameters,
  suffix: z.string().nullish(),
  echo: z.boolean().nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  best_of: z.number().int().min(0).max(20).nullish(),
  max_tokens: tokenLimit,
  logprobs: z.number().int().min(0).max(5).nullish(),
  /** llama.cpp's: GBNF that the text is held to. */
  grammar: z.string().min(1).max(1_000_000).nullish(),
});
type CompletionParameters = z.output<typeof completionParameters>;

interface Options {
  given: CompletionParameters;
  model: Model;
  parts: Pick<ApiParts, 'engine'>;
  signal: AbortSignal;
}

/** Throws ApiError, and AppError for tokens that the model does not have. */
export async function toCompletionGenerations({ given, model, parts, signal }: Options): Promise<GenerationRequest[]> {
  refuseCombinations(given);
  const prompts = await readPrompts({ given, model, parts, signal });
  return prompts.map((text) =>
    withoutUndefined({
      model: model.id,
      prompt: withoutUndefined({ text, suffix: given.suffix ?? undefined }),
      sampling: toSampling(given, given.max_tokens ?? usualMaxTokens),
      logprobs: given.logprobs ?? undefined,
      format: given.grammar == null ? undefined : { type: 'grammar' as const, grammar: given.grammar },
      keepLoadedSeconds: given.ttl ?? undefined,
    }),
  );
}

function refuseCombinations({ n, best_of: bestOf, echo, suffix, logprobs, prompt }: CompletionParameters): void {
  const choices = n ?? 1;
  if (bestOf != null && bestOf > choices)
    throw new ApiError('unsupported', 'best_of: choices are not compared here. Use n to get all of them.', { param: 'best_of' });
  if (bestOf != null && bestOf < choices) throw new ApiError('invalid', 'best_of: it must not be less than n.', { param: 'best_of' });
  if (echo && logprobs != null)
    throw new ApiError('unsupported', 'echo: the probabilities of the prompt are not available. Leave out echo or logprobs.', {
      param: 'echo',
    });
  if (echo && suffix != null) throw new ApiError('invalid', 'echo: it has no meaning together with a suffix.', { param: 'echo' });
  const prompts = listInputs(prompt).length;
  if (prompts * choices > mostPrompts)
    throw new ApiError('invalid', `n: one request may have ${mostPrompts} choices, and these are ${prompts * choices}.`, { param: 'n' });
}

async function readPrompts({ given: { prompt }, model, parts, signal }: Options): Promise<string[]> {
  const toText = async (tokens: number[]) => (await parts.engine.detokenize({ model: model.id, tokens }, signal)).text;
  return Promise.all(listInputs(prompt).map((one) => (typeof one === 'string' ? one : toText(one))));
}
