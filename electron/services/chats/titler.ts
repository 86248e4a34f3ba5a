/** Gives new conversations their title from the model, one at a time and only while nobody waits for an answer. */
import type { GenerationRequest } from '../../../shared/generation.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Generator } from '../engine/generator.ts';
import type { Branches } from './branches.ts';
import type { ChatView, Running } from './chat-view.ts';
import type { Conversations } from './conversations.ts';
import type { MessageRow } from './rows.ts';
import { askForTitle } from './titles.ts';

interface TitlerOptions {
  generator: Generator;
  conversations: Conversations;
  branches: Branches;
  view: ChatView;
  running: ReadonlyMap<number, Running>;
  logger: Logger;
}

export class Titler {
  readonly #options: TitlerOptions;
  #current: { abort: AbortController; settled: Promise<void> } | undefined;
  #isDisposed = false;

  constructor(options: TitlerOptions) {
    this.#options = options;
  }

  /** Asks the model that wrote this answer, when the conversation still has only the cut of its first question. */
  consider(answer: MessageRow, request: GenerationRequest): void {
    const { conversations, running } = this.#options;
    const conversation = conversations.find(String(answer.conversation_id));
    const isWanted = conversation?.title_source === 'cut' && conversation.deleted_at === null && answer.state === 'done';
    if (!isWanted || this.#isDisposed || this.#current || running.size > 0) return;
    const abort = new AbortController();
    const settled = this.#ask(answer, request, abort.signal).catch((error) => {
      this.#options.logger.error('A title ended by a bug', { error });
    });
    this.#current = { abort, settled };
    void settled.then(() => {
      if (this.#current?.abort === abort) this.#current = undefined;
    });
  }

  /** Nobody waits for a title: called before every answer starts. A cancelled title is tried again after the next answer. */
  cancel(): void {
    this.#current?.abort.abort();
    this.#current = undefined;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const { settled } = this.#current ?? {};
    this.cancel();
    await settled;
  }

  async #ask(answer: MessageRow, request: GenerationRequest, signal: AbortSignal): Promise<void> {
    const { generator, conversations, branches, view } = this.#options;
    const system = (request.turns ?? []).filter((turn) => turn.role === 'system');
    const turns = [...system, ...branches.turns(answer.id)];
    const result = await askForTitle({ generator, model: request.model, turns, signal });
    const id = answer.conversation_id;
    if (signal.aborted || result.type === 'cancelled' || conversations.find(String(id))?.title_source !== 'cut') return;
    if (result.type === 'poor') return conversations.change(id, { title_source: 'kept' });
    conversations.change(id, { title: result.title, title_source: 'model' });
    view.tellConversation(id);
  }
}
