import { expect, test } from 'vitest';
import type { Conversation } from '../../../shared/chats.ts';
import { groupConversations } from './group-conversations.ts';

const now = new Date(2026, 10, 24, 9).getTime();
const conversation = (title: string, updatedAt: number, isPinned = false): Conversation => ({
  id: title,
  title,
  isPinned,
  createdAt: 0,
  updatedAt,
  systemPrompt: '',
  sampling: {},
  overflow: 'stop',
  isWriting: false,
});
const day = (month: number, date: number) => new Date(2026, month, date, 8).getTime();

test('pinned ones stand first whatever their age, the others by day, newest first', () => {
  const groups = groupConversations(
    [
      conversation('october', day(9, 3)),
      conversation('pinned', day(2, 1), true),
      conversation('early today', day(10, 24)),
      conversation('late today', day(10, 24) + 1000),
      conversation('yesterday', day(10, 23)),
      conversation('this week', day(10, 19)),
    ],
    'en',
    now,
  );
  expect(groups.map((group) => [group.key, group.label, group.conversations.map((one) => one.title)])).toEqual([
    ['pinned', undefined, ['pinned']],
    ['today', undefined, ['late today', 'early today']],
    ['yesterday', undefined, ['yesterday']],
    ['week', undefined, ['this week']],
    ['2026-9', 'October', ['october']],
  ]);
});
