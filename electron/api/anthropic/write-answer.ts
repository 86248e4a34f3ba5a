/** Answers in Anthropic's shapes. Everything the official client's types name is there, with null where Alcove has no such thing. */
import type { FinishReason, Usage } from '../../../shared/generation.ts';
import type { Answer } from '../run-generation.ts';
import { wholeCalls } from '../whole-calls.ts';

/** Thoughts stay on this computer and are not signed; clients only pass this back. */
export const signature = 'alcove';

export interface MessageFrame {
  id: string;
  model: string;
  /** Thoughts are not shown, as the request wants it. */
  isThinkingOmitted: boolean;
}

/** A message that has not begun. */
export function emptyMessage({ id, model }: Pick<MessageFrame, 'id' | 'model'>, promptTokens: number) {
  const usage = { promptTokens, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  return {
    ...{ id, type: 'message', role: 'assistant', model, content: [], container: null, diagnostics: null },
    ...{ stop_details: null, stop_reason: null, stop_sequence: null },
    usage: writeUsage(usage),
  } as const;
}

export function writeMessage(answer: Answer, frame: MessageFrame) {
  const { text, reasoning, toolCalls, finishReason, stopString, usage } = answer;
  return {
    ...emptyMessage(frame, 0),
    content: [
      ...(reasoning === '' ? [] : [{ type: 'thinking', thinking: frame.isThinkingOmitted ? '' : reasoning, signature } as const]),
      ...(text === '' ? [] : [textBlock(text)]),
      ...wholeCalls(toolCalls).map((call) => toolBlock(call, call.arguments)),
    ],
    stop_reason: stopReasons[finishReason],
    stop_sequence: stopString ?? null,
    usage: writeUsage(usage),
  };
}

export function textBlock(text: string) {
  return { type: 'text', text, citations: null } as const;
}

export function toolBlock({ id, name }: { id: string; name: string }, input: Record<string, unknown>) {
  return { type: 'tool_use', id, name, input, caller: { type: 'direct' } } as const;
}

export const stopReasons = {
  stop: 'end_turn',
  'stop-string': 'stop_sequence',
  'tool-calls': 'tool_use',
  length: 'max_tokens',
  context: 'model_context_window_exceeded',
  cancelled: 'end_turn',
} as const satisfies Record<FinishReason, string>;

/** Anthropic counts what was still in memory apart from the rest of the prompt. */
function writeUsage(usage: Omit<Usage, 'contextLength'>) {
  return {
    ...writeFinalUsage(usage),
    ...{ cache_creation: null, inference_geo: null, service_tier: null, speed: null },
    input_tokens: usage.promptTokens - usage.cachedTokens,
  };
}

/** As the last event of a stream has it. */
export function writeFinalUsage({ promptTokens, cachedTokens, completionTokens, reasoningTokens }: Omit<Usage, 'contextLength'>) {
  return {
    input_tokens: promptTokens - cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedTokens,
    output_tokens: completionTokens,
    output_tokens_details: { thinking_tokens: reasoningTokens },
    server_tool_use: null,
  };
}
