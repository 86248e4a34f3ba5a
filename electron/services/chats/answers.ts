/** The answers under way: at most one per conversation, started and stopped here, saved as they grow. */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationRequest } from '../../../shared/generation.ts';
import { inTransaction } from '../../lib/database.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Generator } from '../engine/generator.ts';
import { Answer, type AnswerEnd } from './answer.ts';
import type { Branches } from './branches.ts';
import type { ChatView, Running } from './chat-view.ts';
import type { Conversations } from './conversations.ts';
import type { Messages } from './messages.ts';
import { type MessageRow, toMessage } from './rows.ts';
import { indexMessage } from './search.ts';

const saveAgainMs = 1000;

interface AnswersOptions {
  generator: Generator;
  database: DatabaseSync;
  conversations: Conversations;
  branches: Branches;
  messages: Messages;
  view: ChatView;
  running: Map<number, Running>;
  logger: Logger;
  /** Called once the end is saved and told. */
  onEnd: (message: MessageRow, request: GenerationRequest) => void;
}

export class Answers {
  readonly #options: AnswersOptions;
  readonly #settled = new Map<number, Promise<void>>();
  #isDisposed = false;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Throws chat.busy while an answer is being written in this conversation. */
  assertIdle(conversationId: number): void {
    if (this.#options.running.has(conversationId)) throw new AppError('chat.busy', 'An answer is being written in this conversation.');
  }

  /** Writes into this message, which is in the database with the state `writing`, until the engine ends or `stop` is called. */
  start(message: MessageRow, request: GenerationRequest): void {
    const { generator, messages, view, running, logger } = this.#options;
    const { id, conversation_id: conversationId } = message;
    const answer = new Answer({
      generator,
      request,
      text: message.text,
      reasoning: message.reasoning,
      onDelta: (delta) => {
        if (this.#isShown(message)) view.tellDelta(conversationId, id, delta);
      },
      onActivity: (activity) => view.tellActivity(conversationId, activity),
      onSave: () => this.#guard(() => messages.saveText(id, answer)),
      onBug: (error) => logger.error('An answer ended by a bug', { error }),
    });
    running.set(conversationId, { answer, messageId: id });
    const settled = answer.end.then((end) => this.#finish(message, request, answer, end));
    this.#settled.set(conversationId, settled);
  }

  /** Resolves once the end is saved. Does nothing where no answer is being written. */
  async stop(conversationId: number, as: 'stopped' | 'interrupted'): Promise<void> {
    this.#options.running.get(conversationId)?.answer.stop(as);
    await this.#settled.get(conversationId);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#options.running.keys()].map((id) => this.stop(id, 'interrupted')));
  }

  async #finish(message: MessageRow, request: GenerationRequest, answer: Answer, end: AnswerEnd): Promise<void> {
    const { database, conversations, branches, messages, view, running } = this.#options;
    const { id, conversation_id: conversationId } = message;
    const save = () =>
      inTransaction(database, () => {
        messages.saveText(id, answer);
        messages.saveEnd(id, end, toMessage(message));
        indexMessage(database, id, answer.text);
        conversations.change(conversationId, { updated_at: Date.now() });
      });
    // The answer stays open, with its text on the page, until the disk takes it.
    while (!this.#guard(save) && !this.#isDisposed) await sleep(saveAgainMs);
    running.delete(conversationId);
    this.#settled.delete(conversationId);
    const ended = branches.find(conversationId, id);
    if (ended && this.#isShown(message)) view.tellMessage(ended);
    view.tellConversation(conversationId);
    view.tellActivity(conversationId, { type: 'idle' });
    if (ended) this.#options.onEnd(ended, request);
  }

  #isShown(message: MessageRow): boolean {
    return this.#options.conversations.find(String(message.conversation_id))?.shown_leaf_id === message.id;
  }

  /** A disk that is full in mid-answer must not end the host. */
  #guard(save: () => void): boolean {
    try {
      save();
      return true;
    } catch (error) {
      this.#options.logger.error('An answer could not be saved', { error });
      return false;
    }
  }
}
