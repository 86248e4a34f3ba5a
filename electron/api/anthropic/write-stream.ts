/** A generation as Anthropic's stream: a message of blocks, each begun, grown and ended before the next one. */
import { eventText } from '../http/event-stream.ts';
import { isBeforeAnswer, type ProgressEvent } from '../run-generation.ts';
import { emptyMessage, type MessageFrame, signature, stopReasons, textBlock, toolBlock, writeFinalUsage } from './write-answer.ts';

type BlockType = 'thinking' | 'text' | 'tool_use';

/** Begins once the model reads the prompt: until then a failure still has a status of its own. */
export async function* writeStream(events: AsyncIterable<ProgressEvent>, frame: MessageFrame): AsyncGenerator<string, void, undefined> {
  const blocks = new Blocks(frame.isThinkingOmitted);
  let hasBegun = false;
  for await (const event of events) {
    if (isBeforeAnswer(event)) continue;
    if (!hasBegun) {
      hasBegun = true;
      yield send({ type: 'message_start', message: emptyMessage(frame, event.type === 'prompt' ? event.total : 0) });
      yield send({ type: 'ping' });
      if (event.type === 'prompt') continue;
    }
    switch (event.type) {
      case 'prompt':
        // A long prompt takes its time: something arrives meanwhile.
        yield send({ type: 'ping' });
        break;
      case 'reasoning':
        yield* blocks.grow('thinking', { type: 'thinking_delta', thinking: event.text });
        break;
      case 'text':
        yield* blocks.grow('text', { type: 'text_delta', text: event.text });
        break;
      case 'tool-call-start':
        yield* blocks.begin('tool_use', toolBlock(event, {}));
        break;
      case 'tool-call-arguments':
        yield* blocks.grow('tool_use', { type: 'input_json_delta', partial_json: event.text });
        break;
      case 'tool-call-end':
        yield* blocks.end();
        break;
      case 'done': {
        yield* blocks.end();
        const delta = { container: null, stop_details: null, stop_sequence: event.stopString ?? null };
        yield send({
          type: 'message_delta',
          delta: { ...delta, stop_reason: stopReasons[event.finishReason] },
          usage: writeFinalUsage(event.usage),
        });
        yield send({ type: 'message_stop' });
        break;
      }
      default:
        event satisfies never;
    }
  }
}

class Blocks {
  #index = -1;
  #open: BlockType | undefined;
  readonly #isThinkingOmitted: boolean;

  constructor(isThinkingOmitted: boolean) {
    this.#isThinkingOmitted = isThinkingOmitted;
  }

  *begin(type: BlockType, block: object): Generator<string> {
    yield* this.end();
    this.#index += 1;
    this.#open = type;
    yield send({ type: 'content_block_start', index: this.#index, content_block: block });
  }

  *grow(type: BlockType, delta: Record<string, unknown>): Generator<string> {
    if (this.#open !== type) yield* this.begin(type, emptyBlock(type));
    if (type === 'thinking' && this.#isThinkingOmitted) return;
    yield send({ type: 'content_block_delta', index: this.#index, delta });
  }

  *end(): Generator<string> {
    if (this.#open === undefined) return;
    const index = this.#index;
    if (this.#open === 'thinking') yield send({ type: 'content_block_delta', index, delta: { type: 'signature_delta', signature } });
    this.#open = undefined;
    yield send({ type: 'content_block_stop', index });
  }
}

function emptyBlock(type: BlockType): object {
  return type === 'thinking' ? { type, thinking: '', signature: '' } : textBlock('');
}

function send(event: { type: string; [name: string]: unknown }): string {
  return eventText(event, event.type);
}
