/** The answer of /v1/responses as it grows: every change is one of the official stream's events, numbered from 0. */
import type {
  Response,
  ResponseFunctionToolCallItem,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseOutputText,
  ResponseReasoningItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { ChosenToken, Usage } from '../../../../shared/generation.ts';
import type { ApiError } from '../../http/api-error.ts';
import type { ProgressEvent } from '../../run-generation.ts';
import { createId, secondsNow, toLogprob } from '../answer-parts.ts';

type Status = 'in_progress' | 'completed' | 'incomplete';
type Unnumbered<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never;

/** A thought or a text that is being written. */
interface OpenText {
  type: 'reasoning' | 'message';
  id: string;
  place: number;
  text: string;
  logprobs: ResponseOutputText.Logprob[];
}
interface OpenCall {
  id: string;
  callId: string;
  place: number;
  name: string;
  text: string;
}

export class ResponseWriter {
  #response: Response;
  #sequence = 0;
  #items = 0;
  #text: OpenText | undefined;
  readonly #calls = new Map<number, OpenCall>();

  /** `start`: the answer's heading, with no output yet. */
  constructor(start: Response) {
    this.#response = { ...start, status: 'in_progress' };
  }

  /** As it is now. */
  get response(): Response {
    return this.#response;
  }

  begin(): ResponseStreamEvent[] {
    return this.#number([
      { type: 'response.created', response: this.#response },
      { type: 'response.in_progress', response: this.#response },
    ]);
  }

  write(event: ProgressEvent): ResponseStreamEvent[] {
    switch (event.type) {
      case 'reasoning':
        return this.#number(this.#writeText('reasoning', event.text));
      case 'text':
        return this.#number(this.#writeText('message', event.text, event.tokens));
      case 'tool-call-start': {
        const call = { id: createId('fc_'), callId: event.id, place: this.#items++, name: event.name, text: '' };
        const closing = this.#closeText('completed');
        this.#calls.set(event.index, call);
        return this.#number([
          ...closing,
          { type: 'response.output_item.added', output_index: call.place, item: callItem(call, 'in_progress') },
        ]);
      }
      case 'tool-call-arguments': {
        const call = this.#calls.get(event.index);
        if (!call) return [];
        call.text += event.text;
        const delta = { item_id: call.id, output_index: call.place, delta: event.text };
        return this.#number([{ type: 'response.function_call_arguments.delta', ...delta }]);
      }
      case 'tool-call-end':
        return this.#number(this.#closeCall(event.index, 'completed'));
      case 'done':
        return this.#number(this.#finish(event));
      case 'queued':
      case 'loading':
      case 'prompt':
      case 'dropped':
        return [];
      default:
        return event satisfies never;
    }
  }

  /** The last event of an answer that ended badly. */
  fail({ kind, message }: Pick<ApiError, 'kind' | 'message'>): ResponseStreamEvent[] {
    const code = kind === 'rate-limited' ? 'rate_limit_exceeded' : kind === 'context' ? 'invalid_prompt' : 'server_error';
    const output = this.#response.output.filter((item) => item !== undefined);
    this.#response = { ...this.#response, status: 'failed', error: { code, message }, output };
    return this.#number([{ type: 'response.failed', response: this.#response }]);
  }

  #writeText(type: OpenText['type'], piece: string, tokens: readonly ChosenToken[] = []): Unnumbered<ResponseStreamEvent>[] {
    const events: Unnumbered<ResponseStreamEvent>[] = [];
    if (this.#text?.type !== type) {
      events.push(...this.#closeText('completed'));
      this.#text = { type, id: createId(type === 'message' ? 'msg_' : 'rs_'), place: this.#items++, text: '', logprobs: [] };
      events.push(
        { type: 'response.output_item.added', output_index: this.#text.place, item: textItem(this.#text, 'in_progress') },
        { type: 'response.content_part.added', ...placeOf(this.#text), part: partOf(this.#text) },
      );
    }
    const open = this.#text;
    const logprobs = tokens.map(toLogprob);
    open.text += piece;
    open.logprobs.push(...logprobs);
    events.push(
      type === 'message'
        ? { type: 'response.output_text.delta', ...placeOf(open), delta: piece, logprobs }
        : { type: 'response.reasoning_text.delta', ...placeOf(open), delta: piece },
    );
    return events;
  }

  #closeText(status: Status): Unnumbered<ResponseStreamEvent>[] {
    const open = this.#text;
    if (!open) return [];
    this.#text = undefined;
    const item = textItem(open, status);
    this.#keep(open.place, item);
    return [
      open.type === 'message'
        ? { type: 'response.output_text.done', ...placeOf(open), text: open.text, logprobs: open.logprobs }
        : { type: 'response.reasoning_text.done', ...placeOf(open), text: open.text },
      { type: 'response.content_part.done', ...placeOf(open), part: partOf(open) },
      { type: 'response.output_item.done', output_index: open.place, item },
    ];
  }

  #closeCall(index: number, status: Status): Unnumbered<ResponseStreamEvent>[] {
    const call = this.#calls.get(index);
    if (!call) return [];
    this.#calls.delete(index);
    const item = callItem(call, status);
    this.#keep(call.place, item);
    const { id, place, name, text } = call;
    return [
      { type: 'response.function_call_arguments.done', item_id: id, output_index: place, name, arguments: text },
      { type: 'response.output_item.done', output_index: place, item },
    ];
  }

  #finish({ finishReason, usage }: Extract<ProgressEvent, { type: 'done' }>): Unnumbered<ResponseStreamEvent>[] {
    const isCut = finishReason === 'length' || finishReason === 'context';
    const status = isCut || finishReason === 'cancelled' ? 'incomplete' : 'completed';
    const closing = [...this.#closeText(status), ...[...this.#calls.keys()].flatMap((index) => this.#closeCall(index, status))];
    this.#response = {
      ...this.#response,
      status: finishReason === 'cancelled' ? 'cancelled' : status,
      output_text: this.#response.output.map((item) => (item.type === 'message' ? sayingOf(item) : '')).join(''),
      usage: toUsage(usage),
      ...(isCut ? { incomplete_details: { reason: 'max_output_tokens' } } : { completed_at: secondsNow() }),
    };
    return [...closing, { type: isCut ? 'response.incomplete' : 'response.completed', response: this.#response }];
  }

  #keep(place: number, item: ResponseOutputItem): void {
    const output = [...this.#response.output];
    output[place] = item;
    this.#response = { ...this.#response, output };
  }

  #number(events: Unnumbered<ResponseStreamEvent>[]): ResponseStreamEvent[] {
    return events.map((event) => ({ ...event, sequence_number: this.#sequence++ }));
  }
}

function placeOf({ id, place }: OpenText) {
  return { item_id: id, output_index: place, content_index: 0 };
}

function partOf({ type, text, logprobs }: OpenText) {
  if (type === 'reasoning') return { type: 'reasoning_text' as const, text };
  return { type: 'output_text' as const, text, annotations: [], logprobs: [...logprobs] };
}

/** Without content while it has just begun: the part comes with an event of its own. */
function textItem(open: OpenText, status: Status): ResponseOutputMessage | ResponseReasoningItem {
  const content = status === 'in_progress' ? [] : [partOf(open)];
  if (open.type === 'reasoning')
    return { type: 'reasoning', id: open.id, status, summary: [], content: content as ResponseReasoningItem.Content[] };
  return { type: 'message', id: open.id, status, role: 'assistant', content: content as ResponseOutputText[] };
}

function callItem({ id, callId, name, text }: OpenCall, status: Status): ResponseFunctionToolCallItem {
  return { type: 'function_call', id, call_id: callId, name, arguments: text, status };
}

function sayingOf({ content }: ResponseOutputMessage): string {
  return content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
}

function toUsage({ promptTokens, cachedTokens, completionTokens, reasoningTokens }: Usage): NonNullable<Response['usage']> {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: cachedTokens, cache_write_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: promptTokens + completionTokens,
  };
}
