/** The list of conversations, as the host has it. */
import { create } from 'zustand';
import type { ChatListEvent, Conversation } from '../../shared/chats.ts';
import { follow } from '../rpc.ts';

interface ChatsState {
  /** False until the host has told it for the first time. */
  isKnown: boolean;
  byId: Record<string, Conversation>;
}

export const useChats = create<ChatsState>(() => ({ isKnown: false, byId: {} }));

/** What the list is after an event of chats.watchList. */
function applyListEvent(state: ChatsState, event: ChatListEvent): ChatsState {
  switch (event.type) {
    case 'snapshot':
      return { isKnown: true, byId: Object.fromEntries(event.conversations.map((conversation) => [conversation.id, conversation])) };
    case 'changed':
      return { ...state, byId: { ...state.byId, [event.conversation.id]: event.conversation } };
    case 'removed': {
      const { [event.id]: _, ...byId } = state.byId;
      return { ...state, byId };
    }
    default:
      return event satisfies never;
  }
}

void follow(
  (client, signal) => client.chats.watchList(undefined, { signal }),
  (event) => useChats.setState((state) => applyListEvent(state, event)),
  { signal: new AbortController().signal },
);
