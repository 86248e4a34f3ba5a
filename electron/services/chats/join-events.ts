/** How neighbouring events become one for a watcher that is slower than the answer. Undefined: both must arrive. */
import type { ChatEvent, ChatListEvent } from '../../../shared/chats.ts';

export function joinChatEvents(waiting: ChatEvent, next: ChatEvent): ChatEvent | undefined {
  if (next.type === 'delta') {
    if (waiting.type === 'delta' && waiting.messageId === next.messageId) {
      return { ...waiting, text: waiting.text + next.text, reasoning: waiting.reasoning + next.reasoning };
    }
    if (waiting.type === 'message' && waiting.message.id === next.messageId) {
      const { message } = waiting;
      return { type: 'message', message: { ...message, text: message.text + next.text, reasoning: message.reasoning + next.reasoning } };
    }
    return undefined;
  }
  if (next.type === 'message') {
    if (waiting.type === 'message' && waiting.message.id === next.message.id) return next;
    return waiting.type === 'delta' && waiting.messageId === next.message.id ? next : undefined;
  }
  return (next.type === 'activity' || next.type === 'conversation') && waiting.type === next.type ? next : undefined;
}

export function joinListEvents(waiting: ChatListEvent, next: ChatListEvent): ChatListEvent | undefined {
  return waiting.type === 'changed' && next.type === 'changed' && waiting.conversation.id === next.conversation.id ? next : undefined;
}
