/**
 * Conversations and the answers written in them. The database holds the truth; an answer belongs to the host, so that it goes
 * on whether or not a page is there to show it.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { ChatEvent, ChatListEvent, Conversation, Message } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationRequest } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { inTransaction } from '../../lib/database.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Generator } from '../engine/generator.ts';
import type { SettingsService } from '../settings/settings.ts';
import { Answers } from './answers.ts';
import { Branches } from './branches.ts';
import { ChatView, getMessage, type Running } from './chat-view.ts';
import { chooseModel, type ModelSource } from './choose-model.ts';
import { type ConversationInput, Conversations, toChange } from './conversations.ts';
import { Messages } from './messages.ts';
import type { ConversationRow, MessageRow } from './rows.ts';
import { indexMessage, type SearchHit, searchChats } from './search.ts';
import { Titler } from './titler.ts';
import { cutTitle } from './titles.ts';

const undoMs = 60 * 60 * 1000;
const purgeEveryMs = 10 * 60 * 1000;

interface ConversationId {
  conversationId: string;
}
interface MessageId extends ConversationId {
  messageId: string;
}

interface ChatsOptions {
  engine: Generator & { loadedModelIds?(): string[] };
  models: ModelSource;
  settings: Pick<SettingsService, 'get'>;
  database: DatabaseSync;
  logger: Logger;
}

type Parent = Pick<MessageRow, 'id' | 'depth'> | undefined;

export class ChatsService {
  readonly #options: ChatsOptions;
  readonly #database: DatabaseSync;
  readonly #conversations: Conversations;
  readonly #branches: Branches;
  readonly #messages: Messages;
  readonly #view: ChatView;
  readonly #answers: Answers;
  readonly #titler: Titler;
  readonly #purgeTimer: NodeJS.Timeout;

  /** Ends what an earlier host left in the middle: answers become interrupted with the text they had, deleted conversations go. */
  constructor(options: ChatsOptions) {
    const { database, engine: generator, logger } = options;
    const conversations = new Conversations(database);
    const branches = new Branches(database);
    const messages = new Messages(database);
    const running = new Map<number, Running>();
    const view = new ChatView({ conversations, branches, running });
    this.#options = options;
    this.#database = database;
    this.#conversations = conversations;
    this.#branches = branches;
    this.#messages = messages;
    this.#view = view;
    this.#titler = new Titler({ generator, conversations, branches, view, running, logger });
    const onEnd = this.#titler.consider.bind(this.#titler);
    this.#answers = new Answers({ generator, database, conversations, branches, messages, view, running, logger, onEnd });
    inTransaction(database, () => messages.interruptAll());
    conversations.purge(Number.MAX_SAFE_INTEGER);
    this.#purgeTimer = setInterval(() => this.#purge(), purgeEveryMs).unref();
  }

  watchList(signal?: AbortSignal): AsyncIterable<ChatListEvent> {
    return this.#view.watchList(signal);
  }

  watch(input: ConversationId & { limit: number }, signal?: AbortSignal): AsyncIterable<ChatEvent> {
    return this.#view.watch(input.conversationId, input.limit, signal);
  }

  page(input: ConversationId & { beforeId: string; limit: number }): { messages: Message[]; hasOlder: boolean } {
    const before = this.#getMessage(this.#conversations.get(input.conversationId), input.beforeId);
    return before.parent_id === null ? { messages: [], hasOlder: false } : this.#view.read(before.parent_id, input.limit);
  }

  create(input: { modelId?: string | undefined }): Conversation {
    const id = this.#conversations.create({ now: Date.now(), modelId: input.modelId });
    this.#view.tellConversation(id);
    return this.#view.describe(this.#conversations.get(String(id)));
  }

  update(input: ConversationId & ConversationInput): void {
    const { id } = this.#conversations.get(input.conversationId);
    this.#conversations.change(id, toChange(input));
    this.#view.tellConversation(id);
  }

  async remove(input: ConversationId): Promise<void> {
    const { id } = this.#conversations.get(input.conversationId);
    this.#conversations.change(id, { deleted_at: Date.now() });
    this.#view.tellRemoved(id);
    await this.#answers.stop(id, 'stopped');
  }

  /** Throws undo.expired when the conversation is gone for good. */
  restore(input: ConversationId): void {
    const row = this.#conversations.find(input.conversationId);
    if (row === undefined) throw new AppError('undo.expired', 'This conversation can no longer be brought back.');
    this.#conversations.change(row.id, { deleted_at: null });
    this.#view.tellConversation(row.id);
    this.#view.tellBranch(row.id);
  }

  send(input: ConversationId & { text: string }): { messageId: string } {
    const conversation = this.#idle(input.conversationId);
    const leaf = conversation.shown_leaf_id === null ? undefined : this.#branches.find(conversation.id, conversation.shown_leaf_id);
    return this.#ask(conversation, leaf, input.text, 'added');
  }

  regenerate(input: MessageId): { messageId: string } {
    const conversation = this.#idle(input.conversationId);
    const message = this.#getMessage(conversation, input.messageId);
    const question = message.role === 'user' ? message : this.#parent(conversation, message);
    if (question === undefined) throw invalid('This answer belongs to no question.');
    const model = this.#chooseModel(conversation);
    const answerId = this.#step(conversation, model, () => this.#addAnswer(conversation, question, model));
    this.#view.tellBranch(conversation.id);
    return this.#answer(conversation, answerId, model);
  }

  edit(input: MessageId & { text: string }): { messageId: string } {
    const conversation = this.#idle(input.conversationId);
    const message = this.#getMessage(conversation, input.messageId);
    const parent = this.#parent(conversation, message);
    if (message.role === 'user') return this.#ask(conversation, parent, input.text, 'branched');
    const id = inTransaction(this.#database, () => {
      const { role, model_name } = message;
      const added = this.#branches.add(conversation, parent, { role, text: input.text, state: 'done', created_at: Date.now(), model_name });
      indexMessage(this.#database, added, input.text);
      return added;
    });
    this.#view.tellBranch(conversation.id);
    return { messageId: String(id) };
  }

  continue(input: MessageId): { messageId: string } {
    const conversation = this.#idle(input.conversationId);
    const message = this.#getMessage(conversation, input.messageId);
    if (message.role !== 'assistant' || message.id !== conversation.shown_leaf_id) throw invalid('Only the last answer can be continued.');
    const model = this.#chooseModel(conversation);
    // A thought without an answer cannot be taken up again: the model starts afresh.
    const kept = { text: message.text, reasoning: message.text === '' ? '' : message.reasoning };
    this.#step(conversation, model, () => this.#messages.reopen(message.id, model.name, kept));
    return this.#answer(conversation, message.id, model);
  }

  /** Resolves once the answer's end is saved. */
  async stop(input: ConversationId): Promise<void> {
    await this.#answers.stop(this.#conversations.get(input.conversationId).id, 'stopped');
  }

  showVersion(input: MessageId & { step: -1 | 1 }): void {
    const conversation = this.#conversations.get(input.conversationId);
    const sibling = this.#branches.sibling(this.#getMessage(conversation, input.messageId), input.step);
    if (sibling === undefined) return;
    inTransaction(this.#database, () => this.#branches.show(conversation.id, sibling));
    this.#view.tellBranch(conversation.id);
  }

  showMessage(input: MessageId): void {
    const conversation = this.#conversations.get(input.conversationId);
    const message = this.#getMessage(conversation, input.messageId);
    inTransaction(this.#database, () => this.#branches.show(conversation.id, message.id));
    this.#view.tellBranch(conversation.id);
  }

  search(input: { query: string; limit: number }): SearchHit[] {
    return searchChats(this.#database, input.query, input.limit);
  }

  /** Answers under way are saved as interrupted. */
  async dispose(): Promise<void> {
    clearInterval(this.#purgeTimer);
    await Promise.all([this.#titler.dispose(), this.#answers.dispose()]);
  }

  /** A disk that is full meanwhile must not end the host; the next time tries again. */
  #purge(): void {
    try {
      this.#conversations.purge(Date.now() - undoMs);
    } catch (error) {
      this.#options.logger.error('Deleted conversations could not be removed for good', { error });
    }
  }

  /** Adds a question below `parent` and starts its answer. */
  #ask(conversation: ConversationRow, parent: Parent, text: string, how: 'added' | 'branched'): { messageId: string } {
    const model = this.#chooseModel(conversation);
    const ids = this.#step(conversation, model, () => {
      const questionId = this.#branches.add(conversation, parent, {
        role: 'user',
        text,
        state: 'done',
        created_at: Date.now(),
        model_name: null,
      });
      indexMessage(this.#database, questionId, text);
      if (conversation.title_source === 'none') this.#conversations.change(conversation.id, { title: cutTitle(text), title_source: 'cut' });
      const asked = { id: questionId, depth: parent ? parent.depth + 1 : 0 };
      return { questionId, answerId: this.#addAnswer({ ...conversation, shown_leaf_id: questionId }, asked, model) };
    });
    const question = this.#branches.find(conversation.id, ids.questionId);
    if (how === 'branched') this.#view.tellBranch(conversation.id);
    else if (question) this.#view.tellMessage(question);
    return this.#answer(conversation, ids.answerId, model);
  }

  #addAnswer(conversation: ConversationRow, question: NonNullable<Parent>, model: Model): number {
    const now = Date.now();
    return this.#branches.add(conversation, question, {
      role: 'assistant',
      text: '',
      state: 'writing',
      created_at: now,
      model_name: model.name,
    });
  }

  /** One transaction; the conversation moves to the top and keeps the model that answers. */
  #step<Result>(conversation: ConversationRow, model: Model, work: () => Result): Result {
    this.#titler.cancel();
    return inTransaction(this.#database, () => {
      this.#conversations.change(conversation.id, { updated_at: Date.now(), model_id: model.id });
      return work();
    });
  }

  /** Starts the generation for a message that is in the database already. */
  #answer(conversation: ConversationRow, messageId: number, model: Model): { messageId: string } {
    const message = this.#getMessage(conversation, String(messageId));
    const system = conversation.system_prompt.trim();
    const request: GenerationRequest = {
      model: model.id,
      turns: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...this.#branches.turns(messageId)],
      sampling: { ...model.sampling, ...JSON.parse(conversation.sampling) },
      overflow: conversation.overflow,
      ...(conversation.thinking !== null && { thinking: conversation.thinking === 1 }),
    };
    this.#answers.start(message, request);
    this.#view.tellMessage(message);
    this.#view.tellConversation(conversation.id);
    return { messageId: String(messageId) };
  }

  /** Throws chat.not-found, chat.busy. */
  #idle(conversationId: string): ConversationRow {
    const conversation = this.#conversations.get(conversationId);
    this.#answers.assertIdle(conversation.id);
    return conversation;
  }

  #chooseModel(conversation: ConversationRow): Model {
    const { engine, models, settings } = this.#options;
    const loaded = engine.loadedModelIds?.() ?? [];
    return chooseModel({ models, settings: settings.get(), loaded, modelId: conversation.model_id ?? undefined });
  }

  #getMessage(conversation: ConversationRow, id: string): MessageRow {
    return getMessage(this.#branches, conversation, id);
  }

  #parent(conversation: ConversationRow, message: MessageRow): MessageRow | undefined {
    return message.parent_id === null ? undefined : this.#branches.find(conversation.id, message.parent_id);
  }
}

const invalid = (reason: string) => new AppError('request.invalid', reason, { data: { reason } });
