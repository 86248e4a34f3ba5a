/** What happens to a message's row while it is written and when it ends. */
import type { DatabaseSync } from 'node:sqlite';
import type { Message } from '../../../shared/chats.ts';
import type { AnswerEnd } from './answer.ts';
import { execute, type MessageRow, selectAll } from './rows.ts';
import { indexMessage } from './search.ts';

type Numbers = Pick<Message, 'usage' | 'timings'>;

export class Messages {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Back to being written: what an earlier end said of it goes, except the numbers that a continued answer adds to. */
  reopen(id: number, modelName: string, kept: { text: string; reasoning: string }): void {
    execute(
      this.#database,
      `UPDATE message SET state = 'writing', finish_reason = NULL, error = NULL, model_name = $modelName, text = $text, reasoning = $reasoning
       WHERE id = $id`,
      { id, modelName, ...kept },
    );
  }

  saveText(id: number, written: { text: string; reasoning: string }): void {
    execute(this.#database, 'UPDATE message SET text = $text, reasoning = $reasoning WHERE id = $id', {
      id,
      text: written.text,
      reasoning: written.reasoning,
    });
  }

  saveEnd(id: number, end: AnswerEnd, earlier: Numbers): void {
    const { usage, timings } = addNumbers(earlier, end);
    execute(
      this.#database,
      `UPDATE message SET state = $state, finish_reason = $finishReason, error = $error, usage = $usage, timings = $timings,
         seed = $seed, dropped_turns = $droppedTurns WHERE id = $id`,
      {
        id,
        state: end.state,
        finishReason: end.finishReason ?? null,
        error: toJson(end.error),
        usage: toJson(usage),
        timings: toJson(timings),
        seed: end.seed ?? null,
        droppedTurns: end.droppedTurns ?? null,
      },
    );
  }

  /** For the start of the host: what an earlier one was writing ends with the text it had. */
  interruptAll(): void {
    const writing = selectAll<Pick<MessageRow, 'id' | 'text'>>(this.#database, "SELECT id, text FROM message WHERE state = 'writing'");
    for (const { id, text } of writing) {
      execute(this.#database, "UPDATE message SET state = 'interrupted' WHERE id = $id", { id });
      indexMessage(this.#database, id, text);
    }
  }
}

const toJson = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));

/** A continued answer counts as one: what it wrote adds up, its prompt is the first one. */
function addNumbers(earlier: Numbers, end: Numbers): Numbers {
  if (!earlier.usage || !earlier.timings || !end.usage || !end.timings) return end.usage ? end : earlier;
  const completionTokens = earlier.usage.completionTokens + end.usage.completionTokens;
  const decodeMs = earlier.timings.decodeMs + end.timings.decodeMs;
  return {
    usage: {
      ...earlier.usage,
      completionTokens,
      reasoningTokens: earlier.usage.reasoningTokens + end.usage.reasoningTokens,
      contextLength: end.usage.contextLength,
    },
    timings: {
      firstTokenMs: earlier.timings.firstTokenMs,
      promptMs: earlier.timings.promptMs + end.timings.promptMs,
      decodeMs,
      reasoningMs: earlier.timings.reasoningMs + end.timings.reasoningMs,
      tokensPerSecond: decodeMs > 0 ? (completionTokens * 1000) / decodeMs : end.timings.tokensPerSecond,
    },
  };
}
