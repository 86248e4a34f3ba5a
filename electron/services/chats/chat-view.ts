/** What pages see of conversations: the shown branch from the database, with the text of an answer under way laid over it. */
import type { Activity, ChatEvent, ChatListEvent, Conversation, Message } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import { Watchable } from '../../lib/watchable.ts';
import type { Answer } from './answer.ts';
import type { Branches } from './branches.ts';
import type { Conversations } from './conversations.ts';
import { joinChatEvents, joinListEvents } from './join-events.ts';
import { type ConversationRow, type MessageRow, parseId, toConversation, toMessage } from './rows.ts';

/** An answer being written. */
export interface Running {
  answer: Answer;
  messageId: number;
}

interface Sources {
  conversations: Conversations;
  branches: Branches;
  /** By conversation. */
  running: ReadonlyMap<number, Running>;
}

export class ChatView {
  readonly #sources: Sources;
  readonly #list = new Watchable<ChatListEvent>({ join: joinListEvents });
  readonly #events = new Map<number, Watchable<ChatEvent>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  watchList(signal?: AbortSignal): AsyncIterable<ChatListEvent> {
    const { conversations } = this.#sources;
    const present = (): ChatListEvent => ({ type: 'snapshot', conversations: conversations.list().map((row) => this.describe(row)) });
    return this.#list.watch({ present, signal });
  }

  watch(conversationId: string, limit: number, signal?: AbortSignal): AsyncIterable<ChatEvent> {
    const id = parseId(conversationId) ?? -1;
    const events = this.#events.get(id) ?? new Watchable<ChatEvent>({ join: joinChatEvents });
    this.#events.set(id, events);
    return events.watch({ present: () => this.#snapshot(conversationId, limit), signal });
  }

  /** Messages of the shown branch that end with `lastId`, oldest first. */
  read(lastId: number, limit: number): { messages: Message[]; hasOlder: boolean } {
    const rows = this.#sources.branches.endingWith(lastId, limit);
    return { messages: rows.map((row) => this.#describeMessage(row)), hasOlder: (rows[0]?.depth ?? 0) > 0 };
  }

  describe(row: ConversationRow): Conversation {
    return toConversation(row, this.#sources.running.has(row.id));
  }

  /** A conversation's own values changed. */
  tellConversation(id: number): void {
    const row = this.#sources.conversations.find(String(id));
    if (row === undefined || row.deleted_at !== null) return;
    const conversation = this.describe(row);
    this.#list.emit({ type: 'changed', conversation });
    this.#emit(id, { type: 'conversation', conversation });
  }

  /** A message of the shown branch is new or changed; messages of other branches are seen when their branch is. */
  tellMessage(row: MessageRow): void {
    const message = this.#describeMessage(row);
    this.#emit(row.conversation_id, { type: 'message', message });
  }

  tellDelta(conversationId: number, messageId: number, delta: { text: string; reasoning: string }): void {
    this.#emit(conversationId, { type: 'delta', messageId: String(messageId), ...delta });
  }

  tellActivity(conversationId: number, activity: Activity): void {
    this.#emit(conversationId, { type: 'activity', activity });
  }

  /** Another branch is shown. */
  tellBranch(conversationId: number): void {
    this.#events.get(conversationId)?.refresh();
  }

  tellRemoved(id: number): void {
    this.#list.emit({ type: 'removed', id: String(id) });
    this.#emit(id, { type: 'removed' });
  }

  #emit(conversationId: number, event: ChatEvent): void {
    this.#events.get(conversationId)?.emit(event);
  }

  #snapshot(conversationId: string, limit: number): ChatEvent {
    const row = this.#sources.conversations.get(conversationId);
    const page = row.shown_leaf_id === null ? { messages: [], hasOlder: false } : this.read(row.shown_leaf_id, limit);
    const leaf = row.shown_leaf_id === null ? undefined : this.#sources.branches.find(row.id, row.shown_leaf_id);
    return {
      type: 'snapshot',
      conversation: this.describe(row),
      ...page,
      totalCount: leaf === undefined ? 0 : leaf.depth + 1,
      activity: this.#sources.running.get(row.id)?.answer.activity ?? { type: 'idle' },
    };
  }

  #describeMessage(row: MessageRow): Message {
    const running = this.#sources.running.get(row.conversation_id);
    const message = toMessage(row);
    return running?.messageId === row.id ? { ...message, text: running.answer.text, reasoning: running.answer.reasoning } : message;
  }
}

/** Throws chat.message-not-found. */
export function getMessage(branches: Branches, conversation: ConversationRow, id: string): MessageRow {
  const row = branches.find(conversation.id, parseId(id) ?? -1);
  if (row === undefined) throw new AppError('chat.message-not-found', `The conversation has no message ${id}.`);
  return row;
}
