/** What `/api/generate` and `/api/chat` ask for, as one generation. */
import type { GenerationRequest, OutputFormat, SamplingOverrides } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { ApiError } from '../http/api-error.ts';
import { readMessages } from './read-messages.ts';
import type { ChatBody, GenerateBody, Options, Shared } from './request-schema.ts';

/** Throws ApiError for what cannot be served. */
export function readGenerate(body: GenerateBody, model: Model): GenerationRequest {
  const { prompt, suffix, system, template, raw, images } = body;
  const text = prompt ?? '';
  if (images && images.length > 0) throw unsupported('images', 'Alcove cannot read images. Send text only.');
  if (template)
    throw unsupported('template', "A template of the request cannot be used. Leave it out: the model's own is used; or set raw.");
  if (raw && system) throw new ApiError('invalid', 'raw mode takes no system: write everything into the prompt.', { param: 'system' });
  const shared = readShared(body, model);
  if (raw || suffix) return { ...shared, prompt: { text, ...(suffix && { suffix }) } };
  const turns = [...(system ? [{ role: 'system' as const, content: system }] : []), { role: 'user' as const, content: text }];
  return { ...shared, turns };
}

/** Throws ApiError for what cannot be served. */
export function readChat(body: ChatBody, model: Model): GenerationRequest {
  const tools = (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    ...(description && { description }),
    ...(parameters && { parameters }),
  }));
  return { ...readShared(body, model), turns: readMessages(body.messages ?? []), tools };
}

function readShared({ think, format, keep_alive: keepLoadedSeconds, logprobs, top_logprobs: others, options }: Shared, model: Model) {
  if (think && !model.canReason) throw unsupported('think', `"${model.id}" does not support thinking.`);
  return {
    model: model.id,
    sampling: readOptions(options ?? {}),
    format: readFormat(format),
    ...(think !== undefined && think !== null && { thinking: think !== false }),
    ...(keepLoadedSeconds !== undefined && { keepLoadedSeconds }),
    ...(logprobs && { logprobs: others ?? 0 }),
  };
}

function readFormat(format: Shared['format']): OutputFormat {
  if (format === undefined || format === null || format === '') return { type: 'text' };
  if (format === 'json') return { type: 'json' };
  if (typeof format === 'object') return { type: 'json-schema', schema: format };
  throw new ApiError('invalid', `format: "${format}" is not known. Write "json", or a JSON schema.`, { param: 'format' });
}

/** Looking back further than any context goes. */
const wholeContext = 1_000_000;

function readOptions(options: Options): SamplingOverrides {
  const { num_predict: most, repeat_last_n: last, seed, stop, top_k: topK } = options;
  const stops = typeof stop === 'string' ? [stop] : (stop ?? undefined);
  return withoutUndefined({
    temperature: options.temperature ?? undefined,
    topK: typeof topK === 'number' ? Math.min(topK, 100_000) : undefined,
    topP: options.top_p ?? undefined,
    minP: options.min_p ?? undefined,
    repeatPenalty: options.repeat_penalty ?? undefined,
    repeatLastTokens: typeof last === 'number' ? (last < 0 ? wholeContext : Math.min(last, wholeContext)) : undefined,
    presencePenalty: options.presence_penalty ?? undefined,
    frequencyPenalty: options.frequency_penalty ?? undefined,
    seed: typeof seed === 'number' && seed >= 0 ? seed : undefined,
    maxTokens: typeof most === 'number' && most > 0 ? Math.min(most, 1_000_000) : undefined,
    stop: stops?.filter((text) => text !== ''),
  });
}

function unsupported(param: string, message: string): ApiError {
  return new ApiError('unsupported', message, { param });
}
