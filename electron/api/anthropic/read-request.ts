import type { GenerationRequest, Tool, ToolChoice } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { ApiError } from '../http/api-error.ts';
import { readMessages } from './read-messages.ts';
import type { CountBody, MessagesBody } from './request-schema.ts';

/** More tokens than any context holds. */
const mostTokens = 1_000_000;

/** What `/v1/messages` asks for. Throws ApiError for what cannot be served. */
export function readRequest(body: MessagesBody, model: Pick<Model, 'id' | 'canReason'>): GenerationRequest {
  const { max_tokens: maxTokens, temperature, top_p: topP, top_k: topK, stop_sequences: stop, thinking } = body;
  if (thinking?.type === 'enabled' && thinking.budget_tokens >= maxTokens)
    throw new ApiError('invalid', 'thinking.budget_tokens: must be less than max_tokens.', { param: 'thinking.budget_tokens' });
  return {
    ...readConversation(body, model),
    sampling: withoutUndefined({
      maxTokens: Math.min(maxTokens, mostTokens),
      temperature: temperature ?? undefined,
      topP: topP ?? undefined,
      topK: topK === undefined || topK === null ? undefined : Math.min(topK, 100_000),
      stop: stop ?? undefined,
    }),
  };
}

/** The part that counting needs, too. */
export function readConversation(body: CountBody, model: Pick<Model, 'id' | 'canReason'>): GenerationRequest {
  const { thinking, tool_choice: choice, tools } = body;
  if (thinking?.type === 'enabled' && !model.canReason)
    throw new ApiError('unsupported', `thinking: the model "${model.id}" has no thinking. Leave the parameter out.`, { param: 'thinking' });
  const system = typeof body.system === 'string' ? body.system : (body.system ?? []).map(({ text }) => text).join('\n');
  const format = body.output_config?.format ?? body.output_format;
  return {
    model: model.id,
    turns: readMessages(body.messages, system),
    tools: (tools ?? []).map(readTool),
    toolChoice: readToolChoice(choice),
    parallelToolCalls: !(choice && 'disable_parallel_tool_use' in choice && choice.disable_parallel_tool_use),
    format: format ? { type: 'json-schema', schema: format.schema } : { type: 'text' },
    // Whoever does not ask for thoughts does not expect them.
    ...(thinking?.type !== 'adaptive' && { thinking: thinking?.type === 'enabled' }),
  };
}

function readTool({ type, name, description, input_schema: parameters }: NonNullable<CountBody['tools']>[number], index: number): Tool {
  const place = `tools.${index}`;
  if (type !== undefined && type !== null && type !== 'custom')
    throw new ApiError('unsupported', `${place}.type: "${type}" runs at Anthropic. Only custom tools can be served here.`, {
      param: `${place}.type`,
    });
  if (name === undefined || name === '') throw new ApiError('invalid', `${place}.name: must be text.`, { param: `${place}.name` });
  if (!parameters) throw new ApiError('invalid', `${place}.input_schema: is missing.`, { param: `${place}.input_schema` });
  return { name, parameters, ...(description && { description }) };
}

function readToolChoice(choice: CountBody['tool_choice']): ToolChoice {
  switch (choice?.type) {
    case undefined:
    case 'auto':
      return 'auto';
    case 'any':
      return 'required';
    case 'tool':
      return { name: choice.name };
    case 'none':
      return 'none';
    default:
      return choice satisfies never;
  }
}
