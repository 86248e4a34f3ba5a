/** One generation for any dialect: its events, with failures thrown and the request's log kept up to date. */
import type { ChosenToken, FinishReason, GenerationEvent, GenerationRequest, Timings, ToolCall, Usage } from '../../shared/generation.ts';
import type { ApiParts } from './dialect.ts';
import { fromWire } from './http/api-error.ts';
import type { LoggedRequest } from './http/request-log.ts';

/** Everything but `error`, which is thrown as an ApiError. `done` is the last one. */
export type ProgressEvent = Exclude<GenerationEvent, { type: 'error' }>;

interface RunOptions {
  parts: Pick<ApiParts, 'engine'>;
  request: GenerationRequest;
  logged: LoggedRequest | undefined;
  signal: AbortSignal;
}

const activities = {
  queued: 'waiting',
  loading: 'loading',
  prompt: 'reading',
  reasoning: 'writing',
  text: 'writing',
  'tool-call-start': 'writing',
} as const;

/** Throws ApiError; a model that does not exist, say, before the first event. */
export async function* runGeneration({ parts, request, logged, signal }: RunOptions): AsyncGenerator<ProgressEvent, void, undefined> {
  logged?.note({ model: request.model });
  for await (const event of parts.engine.generate({ loadedFor: 'server', ...request }, signal)) {
    if (event.type === 'error') throw fromWire(event.error);
    if (event.type in activities) logged?.note({ activity: activities[event.type as keyof typeof activities] });
    if (event.type === 'done') logged?.note({ tokens: event.usage.promptTokens + event.usage.completionTokens });
    yield event;
  }
}

/** Comes while nothing of the answer is sent yet: a failure then still has a status of its own. */
export function isBeforeAnswer(event: ProgressEvent): event is Extract<ProgressEvent, { type: 'queued' | 'loading' | 'dropped' }> {
  return event.type === 'queued' || event.type === 'loading' || event.type === 'dropped';
}

/** A whole answer. */
export interface Answer {
  text: string;
  reasoning: string;
  toolCalls: ToolCall[];
  /** With their probabilities, where these were asked for. */
  tokens: ChosenToken[];
  finishReason: FinishReason;
  stopString: string | undefined;
  usage: Usage;
  timings: Timings;
  seed: number;
}

/** Waits for the end. Throws what `events` throws. */
export async function collectAnswer(events: AsyncIterable<ProgressEvent>): Promise<Answer> {
  let [text, reasoning] = ['', ''];
  const toolCalls: ToolCall[] = [];
  const tokens: ChosenToken[] = [];
  for await (const event of events) {
    switch (event.type) {
      case 'text':
        text += event.text;
        tokens.push(...(event.tokens ?? []));
        break;
      case 'reasoning':
        reasoning += event.text;
        break;
      case 'tool-call-start':
        toolCalls[event.index] = { id: event.id, name: event.name, arguments: '' };
        break;
      case 'tool-call-arguments': {
        const call = toolCalls[event.index];
        if (call) call.arguments += event.text;
        break;
      }
      case 'done': {
        const { finishReason, stopString, usage, timings, seed } = event;
        return { text, reasoning, toolCalls, tokens, finishReason, stopString, usage, timings, seed };
      }
      case 'queued':
      case 'loading':
      case 'prompt':
      case 'dropped':
      case 'tool-call-end':
        break;
      default:
        event satisfies never;
    }
  }
  throw new Error('A generation ended without its last event.');
}
