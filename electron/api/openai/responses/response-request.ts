/** What POST /v1/responses takes, as a GenerationRequest and as the heading of its answer. */
import type { Response } from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { GenerationRequest, OutputFormat, Turn } from '../../../../shared/generation.ts';
import type { Model } from '../../../../shared/models.ts';
import { withoutUndefined } from '../../../lib/without-undefined.ts';
import { ApiError } from '../../http/api-error.ts';
import { givenNames } from '../../http/ignored-parameters.ts';
import { createId, secondsNow } from '../answer-parts.ts';
import { reasoningEfforts, refuseGiven, toThinking } from '../chat-request.ts';
import { localParameters, nucleusParameters, penaltyParameters, tokenLimit, toSampling } from '../sampling-parameters.ts';
import { toolChoiceParameter, toolsParameter, toTools } from '../tools.ts';
import { inputParameter } from './items.ts';

const textFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({ type: z.literal('json_schema'), name: z.string().nullish(), schema: z.record(z.string(), z.unknown()) }),
]);

export const responseParameters = z.object({
  model: z.string().min(1),
  input: inputParameter.nullish(),
  instructions: z.string().nullish(),
  previous_response_id: z.string().min(1).max(200).nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({}).nullish(),
  ...nucleusParameters,
  ...penaltyParameters,
  ...localParameters,
  max_output_tokens: tokenLimit,
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  include: z.array(z.string()).max(100).nullish(),
  tools: toolsParameter,
  tool_choice: toolChoiceParameter,
  parallel_tool_calls: z.boolean().nullish(),
  text: z.looseObject({ format: textFormat.nullish() }).nullish(),
  reasoning: z.looseObject({ effort: z.enum(reasoningEfforts).nullish() }).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((pairs) => Object.keys(pairs).length <= 16, 'must have at most 16 pairs')
    .nullish(),
  background: z.boolean().nullish(),
});
export type ResponseParameters = z.output<typeof responseParameters>;

const refused: Record<string, string> = {
  background: 'Leave it out, and stream the answer instead.',
  conversation: 'Use previous_response_id instead.',
  prompt: 'There are no stored prompts here. Use instructions and input instead.',
};

const logprobsIncluded = 'message.output_text.logprobs';

/** What has no effect within parameters that have one. */
export function ignoredParts({ include, text, reasoning }: ResponseParameters): string[] {
  return [
    ...(include ?? []).filter((name) => name !== logprobsIncluded).map((name) => `include.${name}`),
    ...givenNames(['verbosity'], text, 'text.'),
    ...givenNames(['summary', 'generate_summary', 'context', 'mode'], reasoning, 'reasoning.'),
  ];
}

/** Throws ApiError. `turns`: the whole conversation, instructions left out. */
export function toResponseGeneration(
  given: ResponseParameters,
  { model, turns, body }: { model: Model; turns: Turn[]; body: unknown },
): GenerationRequest {
  refuseGiven(refused, body);
  if (turns.length === 0) throw new ApiError('invalid', 'input: it is missing.', { param: 'input' });
  const hasLogprobs = given.include?.includes(logprobsIncluded) || (given.top_logprobs ?? 0) > 0;
  return withoutUndefined({
    model: model.id,
    turns: given.instructions == null ? turns : [{ role: 'system' as const, content: given.instructions }, ...turns],
    sampling: toSampling(given, given.max_output_tokens),
    ...toTools(given),
    format: toFormat(given),
    logprobs: hasLogprobs ? (given.top_logprobs ?? 0) : undefined,
    thinking: toThinking(given.reasoning?.effort, model),
    overflow: given.truncation === 'auto' ? ('drop-oldest' as const) : undefined,
    keepLoadedSeconds: given.ttl ?? undefined,
  });
}

function toFormat({ text }: ResponseParameters): OutputFormat {
  const format = text?.format;
  if (format?.type === 'json_schema') return { type: 'json-schema', schema: format.schema };
  return { type: format?.type === 'json_object' ? 'json' : 'text' };
}

/** The answer before anything is written: what was asked is said again, as OpenAI does. */
export function toHeading(given: ResponseParameters, model: Model): Response {
  return {
    id: createId('resp_'),
    object: 'response',
    created_at: secondsNow(),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: given.instructions ?? null,
    max_output_tokens: given.max_output_tokens ?? null,
    metadata: given.metadata ?? {},
    model: model.id,
    output: [],
    output_text: '',
    parallel_tool_calls: given.parallel_tool_calls ?? true,
    previous_response_id: given.previous_response_id ?? null,
    reasoning: { effort: given.reasoning?.effort ?? null, summary: null },
    temperature: given.temperature ?? null,
    text: { format: (given.text?.format ?? { type: 'text' }) as NonNullable<NonNullable<Response['text']>['format']> },
    tool_choice: (given.tool_choice ?? 'auto') as Response['tool_choice'],
    tools: (given.tools ?? []) as unknown as Response['tools'],
    top_logprobs: given.top_logprobs ?? 0,
    top_p: given.top_p ?? null,
    truncation: given.truncation ?? 'disabled',
  };
}
