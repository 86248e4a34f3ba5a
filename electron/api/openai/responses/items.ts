/** The items that a response reads and writes: checked, each with an id, and as turns. */
import type {
  ResponseFunctionToolCallItem,
  ResponseFunctionToolCallOutputItem,
  ResponseInputMessageItem,
  ResponseOutputMessage,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { Turn } from '../../../../shared/generation.ts';
import { withoutUndefined } from '../../../lib/without-undefined.ts';
import { ApiError } from '../../http/api-error.ts';
import { readBody } from '../../http/read-body.ts';
import { createId } from '../answer-parts.ts';
import { contentParameter, textOf } from '../content.ts';

/** Those that Alcove reads. */
export type Item =
  | ResponseInputMessageItem
  | ResponseOutputMessage
  | ResponseFunctionToolCallItem
  | ResponseFunctionToolCallOutputItem
  | ResponseReasoningItem;

const id = z.string().min(1).max(200);
const name = z.string().min(1).max(200);
const texts = z.array(z.looseObject({ type: z.string(), text: z.string() })).max(10_000);

const someItem = z.looseObject({ type: z.string().nullish(), role: z.unknown().optional() });
export const inputParameter = z.union([z.string(), z.array(someItem).max(100_000)]);

const message = z.looseObject({ id: id.nullish(), role: z.enum(['user', 'assistant', 'system', 'developer']), content: contentParameter });
const functionCall = z.looseObject({ id: id.nullish(), call_id: id, name, arguments: z.string() });
const functionOutput = z.looseObject({ id: id.nullish(), call_id: id, output: contentParameter });
const reasoning = z.looseObject({ id: id.nullish(), summary: texts.nullish(), content: texts.nullish() });

export function isItem(item: { type: string }): item is Item {
  return ['message', 'function_call', 'function_call_output', 'reasoning'].includes(item.type);
}

/** Throws ApiError for items that are not valid, and for those that need what is not here. */
export function readInput(input: z.output<typeof inputParameter> | null | undefined): Item[] {
  if (input == null) return [];
  if (typeof input === 'string') return [toMessage({ role: 'user', content: input }, 'input')];
  return input.map((item, index) => readItem(item, `input.${index}`));
}

function readItem(item: z.output<typeof someItem>, param: string): Item {
  const type = item.type ?? (item.role === undefined ? 'item_reference' : 'message');
  switch (type) {
    case 'message':
      return toMessage(readBody(message, item, param), param);
    case 'function_call': {
      const call = readBody(functionCall, item, param);
      const { call_id, name, arguments: text } = call;
      return { type, id: call.id ?? createId('fc_'), call_id, name, arguments: text, status: 'completed' };
    }
    case 'function_call_output': {
      const result = readBody(functionOutput, item, param);
      const output = textOf(result.output, `${param}.output`);
      return { type, id: result.id ?? createId('fco_'), call_id: result.call_id, output, status: 'completed' };
    }
    case 'reasoning': {
      const { id, summary, content } = readBody(reasoning, item, param);
      return {
        type,
        id: id ?? createId('rs_'),
        summary: (summary ?? []).map(({ text }) => ({ type: 'summary_text', text })),
        content: (content ?? []).map(({ text }) => ({ type: 'reasoning_text', text })),
      };
    }
    default:
      throw new ApiError('unsupported', `An item of type "${type}" is not available here.`, { param: `${param}.type` });
  }
}

function toMessage(given: z.output<typeof message>, param: string): Item {
  const text = textOf(given.content, `${param}.content`);
  const { role } = given;
  const heading = { type: 'message', id: given.id ?? createId('msg_'), status: 'completed' } as const;
  if (role === 'assistant') return { ...heading, role, content: [{ type: 'output_text', text, annotations: [] }] };
  return { ...heading, role, content: [{ type: 'input_text', text }] };
}

/** A thought, a text and calls that follow one another are one turn of the assistant. */
export function toTurns(items: readonly Item[]): Turn[] {
  const turns: Turn[] = [];
  const toolNames = new Map<string, string>();
  /** The assistant's turn that the next item may still belong to. */
  let open: Turn | undefined;
  const assistant = (): Turn => {
    if (!open) {
      open = { role: 'assistant', content: '' };
      turns.push(open);
    }
    return open;
  };
  for (const item of items) {
    switch (item.type) {
      case 'reasoning': {
        if (open?.content || open?.toolCalls) open = undefined;
        const turn = assistant();
        const parts = item.content?.length ? item.content : item.summary;
        turn.reasoning = (turn.reasoning ?? '') + parts.map(({ text }) => text).join('');
        break;
      }
      case 'function_call': {
        toolNames.set(item.call_id, item.name);
        const turn = assistant();
        turn.toolCalls = [...(turn.toolCalls ?? []), { id: item.call_id, name: item.name, arguments: item.arguments }];
        break;
      }
      case 'function_call_output':
        open = undefined;
        turns.push(
          withoutUndefined({
            role: 'tool' as const,
            content: String(item.output),
            toolCallId: item.call_id,
            toolName: toolNames.get(item.call_id),
          }),
        );
        break;
      case 'message': {
        const content = textOf(item.content as z.output<typeof contentParameter>, 'input');
        if (item.role === 'assistant') {
          if (open?.content || open?.toolCalls) open = undefined;
          assistant().content = content;
          break;
        }
        open = undefined;
        turns.push({ role: item.role === 'user' ? 'user' : 'system', content });
        break;
      }
      default:
        item satisfies never;
    }
  }
  return turns;
}
