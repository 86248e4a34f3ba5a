import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestChats, removeFolder, shown, untilIdle } from './test-chats.ts';

test('after its database was damaged, Alcove starts empty and conversations work', async () => {
  const first = openTestChats();
  const { id } = first.chats.create({});
  first.chats.send({ conversationId: id, text: 'x'.repeat(100_000) });
  await untilIdle(first.chats, id);
  await first.close();
  const file = join(first.folder, 'alcove.db');
  const bytes = readFileSync(file);
  bytes.fill(0, 4096, bytes.length - 4096);
  writeFileSync(file, bytes);

  const second = openTestChats({ folder: first.folder });
  const conversationId = second.chats.create({}).id;
  second.chats.send({ conversationId, text: 'Still there?' });
  await untilIdle(second.chats, conversationId);
  expect(await shown(second.chats, conversationId)).toEqual(['user: Still there?', 'assistant: ok']);
  await second.close();
  removeFolder(first.folder);
});
