/** What POST /v1/chat/completions takes, as a GenerationRequest. */
import { z } from 'zod';
import type { GenerationRequest, OutputFormat } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { ApiError } from '../http/api-error.ts';
import { messagesParameter, toTurns } from './messages.ts';
import { localParameters, nucleusParameters, penaltyParameters, tokenLimit, toSampling } from './sampling-parameters.ts';
import { toolChoiceParameter, toolsParameter, toTools } from './tools.ts';

const schemaObject = z.record(z.string(), z.unknown());
const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  /** llama.cpp takes a schema beside the type too. */
  z.looseObject({ type: z.literal('json_object'), schema: schemaObject.nullish() }),
  z.looseObject({
    type: z.literal('json_schema'),
    schema: schemaObject.nullish(),
    json_schema: z.looseObject({ schema: schemaObject.nullish() }).nullish(),
  }),
]);

export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
type ReasoningEffort = (typeof reasoningEfforts)[number];

export const streamParameters = {
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
};

export const chatParameters = z.object({
  model: z.string().min(1),
  messages: messagesParameter,
  ...streamParameters,
  ...nucleusParameters,
  ...penaltyParameters,
  ...localParameters,
  n: z.number().int().min(1).max(128).nullish(),
  max_tokens: tokenLimit,
  max_completion_tokens: tokenLimit,
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  tools: toolsParameter,
  tool_choice: toolChoiceParameter,
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(reasoningEfforts).nullish(),
  modalities: z.array(z.string()).max(10).nullish(),
  /** llama.cpp's: GBNF that the answer is held to. */
  grammar: z.string().min(1).max(1_000_000).nullish(),
  /** vLLM's and llama.cpp's way to say whether a model thinks. */
  chat_template_kwargs: z.looseObject({ enable_thinking: z.boolean().nullish() }).nullish(),
  /** As in /v1/responses: auto leaves out the oldest messages of a conversation that no longer fits. */
  truncation: z.enum(['auto', 'disabled']).nullish(),
});
type ChatParameters = z.output<typeof chatParameters>;

/** What would change the answer and cannot be had, with what to use instead. */
const refused: Record<string, string> = {
  functions: 'Use tools instead.',
  function_call: 'Use tool_choice instead.',
  audio: 'Answers are text only.',
  web_search_options: 'There is no search on the web here.',
};

/** Throws ApiError. */
export function toChatGeneration(given: ChatParameters, model: Model, body: unknown): GenerationRequest {
  refuseGiven(refused, body);
  if (given.modalities?.some((modality) => modality !== 'text'))
    throw new ApiError('unsupported', 'modalities: answers are text only.', { param: 'modalities' });
  if (given.top_logprobs != null && !given.logprobs)
    throw new ApiError('invalid', 'top_logprobs: it needs logprobs to be true.', { param: 'top_logprobs' });
  return withoutUndefined({
    model: model.id,
    turns: toTurns(given.messages),
    sampling: toSampling(given, given.max_completion_tokens ?? given.max_tokens),
    ...toTools(given),
    format: toFormat(given),
    logprobs: given.logprobs ? (given.top_logprobs ?? 0) : undefined,
    thinking: given.chat_template_kwargs?.enable_thinking ?? toThinking(given.reasoning_effort, model),
    overflow: given.truncation === 'auto' ? ('drop-oldest' as const) : undefined,
    keepLoadedSeconds: given.ttl ?? undefined,
  });
}

/** Throws ApiError unsupported for a parameter that has a value. */
export function refuseGiven(reasons: Record<string, string>, body: unknown): void {
  for (const [param, reason] of Object.entries(reasons)) {
    const value = (body as Record<string, unknown>)[param];
    if (value != null && value !== false) throw new ApiError('unsupported', `${param} is not available here. ${reason}`, { param });
  }
}

/** A model that cannot think is not asked to. */
export function toThinking(effort: ReasoningEffort | null | undefined, model: Pick<Model, 'canReason'>): boolean | undefined {
  if (effort == null || !model.canReason) return undefined;
  return effort !== 'none' && effort !== 'minimal';
}

function toFormat({ response_format: wish, grammar }: ChatParameters): OutputFormat {
  if (grammar != null) {
    if (wish && wish.type !== 'text')
      throw new ApiError('invalid', 'grammar: it cannot be kept together with response_format.', { param: 'grammar' });
    return { type: 'grammar', grammar };
  }
  if (!wish || wish.type === 'text') return { type: 'text' };
  const schema = wish.type === 'json_schema' ? (wish.json_schema?.schema ?? wish.schema) : wish.schema;
  return schema ? { type: 'json-schema', schema } : { type: 'json' };
}
