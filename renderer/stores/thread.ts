/** One conversation as far as the page has it, and how the events of chats.watch change it. Pure. */
import type { Activity, ChatEvent, Conversation, Message } from '../../shared/chats.ts';

export interface Thread {
  /** loading: nothing came yet. missing: the host knows no such conversation. removed: deleted while it was open. */
  state: 'loading' | 'ready' | 'missing' | 'removed';
  conversation: Conversation | undefined;
  /** The loaded end of the shown branch, oldest first. */
  messageIds: readonly string[];
  messages: Readonly<Record<string, Message>>;
  /**
   * The text of the message being written, from its first delta on. It stands apart so that a delta changes nothing else, and only
   * that one message is drawn again.
   */
  live: { messageId: string; text: string; reasoning: string } | undefined;
  /** Messages of the shown branch, loaded or not. */
  totalCount: number;
  hasOlder: boolean;
  activity: Activity;
}

export const emptyThread: Thread = {
  state: 'loading',
  conversation: undefined,
  messageIds: [],
  messages: {},
  live: undefined,
  totalCount: 0,
  hasOlder: false,
  activity: { type: 'idle' },
};

const byId = (messages: readonly Message[]) => Object.fromEntries(messages.map((message) => [message.id, message]));

/** Older pages stay: what comes before a message is the same whatever branch follows it. */
function applySnapshot(thread: Thread, event: Extract<ChatEvent, { type: 'snapshot' }>): Thread {
  const first = event.messages[0];
  const at = first ? thread.messageIds.indexOf(first.id) : -1;
  const older = at > 0 ? thread.messageIds.slice(0, at) : [];
  const kept = Object.fromEntries(older.map((id) => [id, thread.messages[id]]).filter((entry): entry is [string, Message] => !!entry[1]));
  return {
    state: 'ready',
    conversation: event.conversation,
    messageIds: [...older, ...event.messages.map((message) => message.id)],
    messages: { ...kept, ...byId(event.messages) },
    live: undefined,
    totalCount: event.totalCount,
    hasOlder: older.length > 0 ? thread.hasOlder : event.hasOlder,
    activity: event.activity,
  };
}

/** A message of its own place is replaced; any other one follows its parent and ends what stood there before. */
function applyMessage(thread: Thread, message: Message): Thread {
  const messages = { ...thread.messages, [message.id]: message };
  const live = thread.live?.messageId === message.id ? undefined : thread.live;
  if (thread.messageIds.includes(message.id)) return { ...thread, messages, live };
  const parentAt = message.parentId === undefined ? -1 : thread.messageIds.indexOf(message.parentId);
  const isUnknownParent = message.parentId !== undefined && parentAt === -1;
  const before = isUnknownParent ? thread.messageIds : thread.messageIds.slice(0, parentAt + 1);
  const left = thread.messageIds.length - before.length;
  return { ...thread, messages, live, messageIds: [...before, message.id], totalCount: thread.totalCount - left + 1 };
}

function applyDelta(thread: Thread, delta: Extract<ChatEvent, { type: 'delta' }>): Thread {
  const base = thread.live?.messageId === delta.messageId ? thread.live : thread.messages[delta.messageId];
  if (!base) return thread;
  return {
    ...thread,
    live: { messageId: delta.messageId, text: base.text + delta.text, reasoning: base.reasoning + delta.reasoning },
  };
}

export function applyChatEvent(thread: Thread, event: ChatEvent): Thread {
  switch (event.type) {
    case 'snapshot':
      return applySnapshot(thread, event);
    case 'conversation':
      return { ...thread, conversation: event.conversation };
    case 'message':
      return applyMessage(thread, event.message);
    case 'delta':
      return applyDelta(thread, event);
    case 'activity':
      return { ...thread, activity: event.activity };
    case 'removed':
      return { ...emptyThread, state: 'removed' };
    default:
      return event satisfies never;
  }
}

/** Puts an older page in front; ignored when the branch changed meanwhile. */
export function prependPage(thread: Thread, beforeId: string, page: { messages: readonly Message[]; hasOlder: boolean }): Thread {
  if (thread.messageIds[0] !== beforeId) return thread;
  const messageIds = [...page.messages.map((message) => message.id), ...thread.messageIds];
  return {
    ...thread,
    messageIds,
    messages: { ...byId(page.messages), ...thread.messages },
    hasOlder: page.hasOlder,
    totalCount: page.hasOlder ? Math.max(thread.totalCount, messageIds.length + 1) : messageIds.length,
  };
}
