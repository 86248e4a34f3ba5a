/** Answers of POST /v1/chat/completions, whole and in chunks. */
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionMessage } from 'openai/resources/chat/completions';
import type { ChosenToken, Usage } from '../../../shared/generation.ts';
import { type Answer, isBeforeAnswer, type ProgressEvent } from '../run-generation.ts';
import { createId, secondsNow, toFinishReason, toLogprob, toUsage } from './answer-parts.ts';
import { type ChoiceEvent, sumUsage } from './run-choices.ts';

interface Heading {
  model: string;
  version: string;
  hasLogprobs: boolean;
}

/** Local servers' word for what a model thought. */
type Message = ChatCompletionMessage & { reasoning_content?: string };
type Delta = ChatCompletionChunk.Choice.Delta & { reasoning_content?: string };

export function toCompletion(answers: readonly Answer[], heading: Heading): ChatCompletion {
  const usage = sumUsage(answers.map((answer) => answer.usage));
  return {
    ...begin(heading),
    object: 'chat.completion',
    choices: answers.map((answer, index) => ({
      index,
      message: toMessage(answer),
      logprobs: heading.hasLogprobs ? toLogprobs(answer.tokens) : null,
      finish_reason: toFinishReason(answer.finishReason),
    })),
    ...(usage && { usage: toUsage(usage) }),
  };
}

function toMessage({ text, reasoning, toolCalls }: Answer): Message {
  const calls = toolCalls.filter((call) => call !== undefined);
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call) => ({ id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } })),
    }),
  };
}

/** The first chunk of each choice has the role alone, and comes as soon as the model reads the prompt. */
export async function* toChunks(
  events: AsyncIterable<ChoiceEvent>,
  { includeUsage, ...heading }: Heading & { includeUsage: boolean },
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const head = { ...begin(heading), object: 'chat.completion.chunk' as const, ...(includeUsage && { usage: null }) };
  const begun = new Set<number>();
  const usages: Usage[] = [];
  for await (const { index, event } of events) {
    if (isBeforeAnswer(event)) continue;
    if (!begun.has(index)) {
      begun.add(index);
      yield { ...head, choices: [toChoice(index, { role: 'assistant', content: '', refusal: null })] };
    }
    if (event.type === 'done') {
      usages[index] = event.usage;
      yield { ...head, choices: [{ ...toChoice(index, {}), finish_reason: toFinishReason(event.finishReason) }] };
      continue;
    }
    const delta = toDelta(event);
    if (!delta) continue;
    const tokens = event.type === 'text' ? event.tokens : undefined;
    yield { ...head, choices: [{ ...toChoice(index, delta), ...(tokens && { logprobs: toLogprobs(tokens) }) }] };
  }
  const usage = includeUsage ? sumUsage(usages) : undefined;
  if (usage) yield { ...head, choices: [], usage: toUsage(usage) };
}

function toDelta(event: ProgressEvent): Delta | undefined {
  switch (event.type) {
    case 'text':
      return { content: event.text };
    case 'reasoning':
      return { reasoning_content: event.text };
    case 'tool-call-start':
      return {
        tool_calls: [{ index: event.index, id: event.id, type: 'function', function: { name: event.name, arguments: '' } }],
      };
    case 'tool-call-arguments':
      return { tool_calls: [{ index: event.index, function: { arguments: event.text } }] };
    default:
      return undefined;
  }
}

function toChoice(index: number, delta: Delta): ChatCompletionChunk.Choice {
  return { index, delta, logprobs: null, finish_reason: null };
}

function toLogprobs(tokens: readonly ChosenToken[]) {
  return { content: tokens.map(toLogprob), refusal: null };
}

function begin({ model, version }: Heading) {
  return { id: createId('chatcmpl-'), created: secondsNow(), model, system_fingerprint: `alcove-${version}` };
}
