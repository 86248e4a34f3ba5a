import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction, openDatabase } from '../../lib/database.ts';
import { migrations } from '../../migrations.ts';
import { Branches } from './branches.ts';
import { openTestChats, removeFolder, shown, snapshot, type TestChats, untilIdle } from './test-chats.ts';

const count = 10_000;
let host: TestChats;
let conversationId: string;

beforeAll(async () => {
  host = openTestChats();
  conversationId = host.chats.create({}).id;
  await host.close();
  const { database } = openDatabase({ file: join(host.folder, 'alcove.db'), migrations });
  const branches = new Branches(database);
  inTransaction(database, () => {
    let parent: { id: number; depth: number } | undefined;
    for (let depth = 0; depth < count; depth += 1) {
      const conversation = { id: Number(conversationId), shown_leaf_id: parent?.id ?? null };
      const role = depth % 2 === 0 ? ('user' as const) : ('assistant' as const);
      const text = `message ${depth} ${'with some words '.repeat(20)}`;
      parent = { id: branches.add(conversation, parent, { role, text, state: 'done', created_at: depth, model_name: null }), depth };
    }
  });
  database.close();
  host = openTestChats({ folder: host.folder });
});
afterAll(async () => {
  await host.close();
  removeFolder(host.folder);
});

test('ten thousand messages open at their end and page back to the first without a gap', async () => {
  const first = await snapshot(host.chats, conversationId, 50);
  expect(first).toMatchObject({ totalCount: count, hasOlder: true });
  const numbers = first.messages.map((message) => message.text.split(' ')[1]);
  let { hasOlder } = first;
  let beforeId = first.messages[0]?.id ?? '';
  while (hasOlder) {
    const page = host.chats.page({ conversationId, beforeId, limit: 900 });
    numbers.unshift(...page.messages.map((message) => message.text.split(' ')[1]));
    beforeId = page.messages[0]?.id ?? '';
    hasOlder = page.hasOlder;
  }
  expect(numbers).toEqual(Array.from({ length: count }, (_, index) => String(index)));
  expect(host.chats.page({ conversationId, beforeId, limit: 10 })).toEqual({ messages: [], hasOlder: false });
});

test('branching at the very first message and going back shows the whole branch again', async () => {
  const { messages } = host.chats.page({
    conversationId,
    beforeId: (await snapshot(host.chats, conversationId, 2)).messages[0]?.id ?? '',
    limit: 1000,
  });
  let root = messages[0]?.id ?? '';
  for (;;) {
    const page = host.chats.page({ conversationId, beforeId: root, limit: 1000 });
    root = page.messages[0]?.id ?? root;
    if (!page.hasOlder) break;
  }
  const { messageId } = host.chats.edit({ conversationId, messageId: root, text: 'a new start' });
  await untilIdle(host.chats, conversationId);
  expect(await shown(host.chats, conversationId)).toEqual(['user: a new start', 'assistant: ok']);
  const [question] = (await snapshot(host.chats, conversationId)).messages;
  expect(messageId).not.toBe(root);
  host.chats.showVersion({ conversationId, messageId: question?.id ?? '', step: -1 });
  expect((await snapshot(host.chats, conversationId)).totalCount).toBe(count);
});

test('deleting it for good works in one step', async () => {
  await host.chats.remove({ conversationId });
  await host.close();
  host = openTestChats({ folder: host.folder });
  expect(() => host.chats.restore({ conversationId })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
});
