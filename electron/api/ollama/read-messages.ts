import type { Turn } from '../../../shared/generation.ts';
import { ApiError } from '../http/api-error.ts';
import type { InputMessage } from './request-schema.ts';

/** Ollama's messages as turns. Its calls often have no ids: results then belong to calls by name, and by order. Throws ApiError. */
export function readMessages(messages: readonly InputMessage[]): Turn[] {
  let open: { id: string; name: string }[] = [];
  let count = 0;
  return messages.map((message, index) => {
    const { role, content, thinking, images, tool_calls: calls } = message;
    if (images && images.length > 0) {
      const param = `messages.${index}.images`;
      throw new ApiError('unsupported', `${param}: Alcove cannot read images. Send text only.`, { param });
    }
    const text = content ?? '';
    if (role === 'tool') {
      const answered = findCall(open, message);
      open = open.filter((call) => call !== answered);
      const toolCallId = message.tool_call_id ?? answered?.id;
      const toolName = message.tool_name ?? answered?.name;
      return { role, content: text, ...(toolCallId && { toolCallId }), ...(toolName && { toolName }) };
    }
    if (role !== 'assistant') return { role, content: text };
    const toolCalls = (calls ?? []).map(({ id, function: { name, arguments: values } }) => {
      count += 1;
      return { id: id || `call_${count}`, name, arguments: JSON.stringify(values ?? {}) };
    });
    open = [...open, ...toolCalls];
    return { role, content: text, ...(thinking && { reasoning: thinking }), ...(toolCalls.length > 0 && { toolCalls }) };
  });
}

type Open = { id: string; name: string };

function findCall(open: readonly Open[], { tool_call_id: id, tool_name: name }: InputMessage): Open | undefined {
  if (id) return open.find((call) => call.id === id);
  return open.find((call) => !name || call.name === name);
}
