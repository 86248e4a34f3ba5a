import type { Conversation } from '../../../shared/chats.ts';
import { dayGroup } from '../../../shared/format.ts';

export interface ConversationGroup {
  key: string;
  /** A month has its own name; the others are named by the locale files. */
  label: string | undefined;
  conversations: Conversation[];
}

/** Pinned ones first, then by the day of their last change, newest first. */
export function groupConversations(conversations: readonly Conversation[], locale: string, now: number): ConversationGroup[] {
  const groups = new Map<string, ConversationGroup>();
  for (const conversation of conversations.toSorted((a, b) => b.updatedAt - a.updatedAt)) {
    const day = dayGroup(locale, conversation.updatedAt, now);
    const key = conversation.isPinned ? 'pinned' : day.type === 'month' ? day.key : day.type;
    const group = groups.get(key) ?? {
      key,
      label: day.type === 'month' && !conversation.isPinned ? day.label : undefined,
      conversations: [],
    };
    group.conversations.push(conversation);
    groups.set(key, group);
  }
  const pinned = groups.get('pinned');
  return pinned ? [pinned, ...[...groups.values()].filter((group) => group !== pinned)] : [...groups.values()];
}
