/** The messages of a chat completion as turns. */
import { z } from 'zod';
import type { ToolCall, Turn } from '../../../shared/generation.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { ApiError } from '../http/api-error.ts';
import { contentParameter, textOf } from './content.ts';

const toolCall = z.looseObject({
  id: z.string().min(1).max(200),
  type: z.string().optional(),
  function: z.object({ name: z.string().min(1).max(200), arguments: z.string() }).optional(),
});

const message = z.looseObject({
  role: z.enum(['developer', 'system', 'user', 'assistant', 'tool'], 'must be developer, system, user, assistant or tool'),
  content: contentParameter.nullish(),
  /** What an assistant thought, by the name that local servers gave it. */
  reasoning_content: z.string().nullish(),
  /** Another name for it. */
  reasoning: z.unknown().optional(),
  tool_calls: z.array(toolCall).max(1000).nullish(),
  tool_call_id: z.string().min(1).max(200).nullish(),
});

export const messagesParameter = z.array(message).min(1, 'at least one message is needed').max(100_000);

/** Throws ApiError for what no model here can read. */
export function toTurns(messages: z.output<typeof messagesParameter>): Turn[] {
  const toolNames = new Map<string, string>();
  return messages.map((one, index) => {
    const param = `messages.${index}`;
    const content = textOf(one.content, `${param}.content`);
    switch (one.role) {
      case 'developer':
      case 'system':
        return { role: 'system', content };
      case 'user':
        if (one.content == null) throw missing(`${param}.content`);
        return { role: 'user', content };
      case 'assistant': {
        const toolCalls = one.tool_calls?.map((call, callIndex) => toToolCall(call, `${param}.tool_calls.${callIndex}`));
        for (const { id, name } of toolCalls ?? []) toolNames.set(id, name);
        return withoutUndefined({
          role: 'assistant' as const,
          content,
          reasoning: one.reasoning_content ?? (typeof one.reasoning === 'string' ? one.reasoning : undefined),
          toolCalls: toolCalls?.length ? toolCalls : undefined,
        });
      }
      case 'tool': {
        if (one.tool_call_id == null) throw missing(`${param}.tool_call_id`);
        return withoutUndefined({
          role: 'tool' as const,
          content,
          toolCallId: one.tool_call_id,
          toolName: toolNames.get(one.tool_call_id),
        });
      }
      default:
        return one.role satisfies never;
    }
  });
}

function toToolCall(call: z.output<typeof toolCall>, param: string): ToolCall {
  if (call.function) return { id: call.id, ...call.function };
  if (call.type === undefined || call.type === 'function') throw missing(`${param}.function`);
  throw new ApiError('unsupported', `A call of type "${call.type}" is not available here. Only functions are.`, { param: `${param}.type` });
}

function missing(param: string): ApiError {
  return new ApiError('invalid', `${param}: it is missing.`, { param });
}
