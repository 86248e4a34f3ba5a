/** Answers in Ollama's shapes: one line for each piece, and a last one with the numbers; or one body with everything. */
import type { ChosenToken, FinishReason, Timings, Usage } from '../../../shared/generation.ts';
import type { ProgressEvent } from '../run-generation.ts';
import { readArguments } from '../whole-calls.ts';

/** What one line says. */
export interface Piece {
  text: string;
  thinking?: string;
  call?: { id: string; index: number; name: string; arguments: Record<string, unknown> };
  tokens?: ChosenToken[];
}

export type Writer = (piece: Piece) => Record<string, unknown>;

export const writeGenerated: Writer = ({ text, thinking, tokens }) => ({
  response: text,
  ...(thinking && { thinking }),
  ...(tokens && { logprobs: tokens.map(writeToken) }),
});

export const writeChatted: Writer = ({ text, thinking, call, tokens }) => ({
  message: {
    role: 'assistant',
    content: text,
    ...(thinking && { thinking }),
    ...(call && { tool_calls: [writeCall(call)] }),
  },
  ...(tokens && { logprobs: tokens.map(writeToken) }),
});

function writeCall({ id, ...rest }: NonNullable<Piece['call']>) {
  return { id, function: rest };
}

function writeToken({ text, logprob, bytes, others }: ChosenToken) {
  const top = others.map((other) => ({ token: other.text, logprob: other.logprob, bytes: other.bytes }));
  return { token: text, logprob, bytes, ...(top.length > 0 && { top_logprobs: top }) };
}

export interface Frame {
  /** As the program wrote it. */
  model: string;
  write: Writer;
  /** When the request came, and how much of the time since then went into loading the model. */
  startedAt: number;
  loadMs: number;
}

/** Every line of an answer. */
export async function* writeLines(events: AsyncIterable<ProgressEvent>, frame: Frame): AsyncGenerator<object, void, undefined> {
  const clock = new Clock(frame);
  const calls = new Map<number, { id: string; name: string; text: string }>();
  for await (const event of events) {
    clock.see(event);
    switch (event.type) {
      case 'text':
        yield line(frame, { text: event.text, ...(event.tokens && { tokens: event.tokens }) });
        break;
      case 'reasoning':
        yield line(frame, { text: '', thinking: event.text });
        break;
      case 'tool-call-start':
        calls.set(event.index, { id: event.id, name: event.name, text: '' });
        break;
      case 'tool-call-arguments': {
        const call = calls.get(event.index);
        if (call) call.text += event.text;
        break;
      }
      case 'tool-call-end': {
        const call = calls.get(event.index);
        const read = call && readArguments(call.text);
        // Cut off by the token limit: the last line says so.
        if (call && read) yield line(frame, { text: '', call: { id: call.id, index: event.index, name: call.name, arguments: read } });
        break;
      }
      case 'done':
        yield {
          ...header(frame),
          ...frame.write({ text: '' }),
          ...{ done: true, done_reason: doneReasons[event.finishReason], ...clock.measure(event) },
        };
        break;
      case 'queued':
      case 'loading':
      case 'prompt':
      case 'dropped':
        break;
      default:
        event satisfies never;
    }
  }
}

/** The lines of a whole answer as one body. */
export async function joinLines(lines: AsyncIterable<object>): Promise<object> {
  const whole: Record<string, unknown> = {};
  for await (const next of lines) merge(whole, next as Record<string, unknown>);
  return whole;
}

/** Texts and lists grow, objects are joined, anything else is as the last line has it. */
function merge(whole: Record<string, unknown>, next: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(next)) {
    const before = whole[name];
    const grows = name === 'response' || name === 'content' || name === 'thinking';
    if (grows && typeof before === 'string') whole[name] = before + String(value);
    else if (Array.isArray(before) && Array.isArray(value)) whole[name] = [...before, ...value];
    else if (name === 'message' && before) merge(before as Record<string, unknown>, value as Record<string, unknown>);
    else whole[name] = value;
  }
}

/** The one line for a request that only loads or unloads. */
export function writeEmpty(frame: Frame, reason: 'load' | 'unload'): object {
  const took = performance.now() - frame.startedAt;
  const durations = { total_duration: toNanoseconds(took), load_duration: toNanoseconds(reason === 'load' ? took : 0) };
  return { ...header(frame), ...frame.write({ text: '' }), done: true, done_reason: reason, ...durations };
}

function line(frame: Frame, piece: Piece): object {
  return { ...header(frame), ...frame.write(piece), done: false };
}

function header({ model }: Frame) {
  return { model, created_at: new Date().toISOString() };
}

const doneReasons: Record<FinishReason, string> = {
  stop: 'stop',
  'stop-string': 'stop',
  'tool-calls': 'stop',
  length: 'length',
  context: 'length',
  cancelled: 'stop',
};

export const toNanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** How long loading and the whole answer took. */
class Clock {
  readonly #startedAt: number;
  #loadingSince: number | undefined;
  #loadMs: number;

  constructor({ startedAt, loadMs }: Frame) {
    this.#startedAt = startedAt;
    this.#loadMs = loadMs;
  }

  see({ type }: ProgressEvent): void {
    const now = performance.now();
    if (type === 'loading') this.#loadingSince ??= now;
    else if (this.#loadingSince !== undefined) {
      this.#loadMs += now - this.#loadingSince;
      this.#loadingSince = undefined;
    }
  }

  measure({ usage, timings }: { usage: Usage; timings: Timings }) {
    return {
      total_duration: toNanoseconds(performance.now() - this.#startedAt),
      load_duration: toNanoseconds(this.#loadMs),
      prompt_eval_count: usage.promptTokens,
      prompt_eval_duration: toNanoseconds(timings.promptMs),
      eval_count: usage.completionTokens,
      eval_duration: toNanoseconds(timings.decodeMs),
    };
  }
}
