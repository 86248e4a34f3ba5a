import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cutExcerpt } from './search.ts';
import { openTestChats, removeFolder, say, snapshot, type TestChats, untilIdle } from './test-chats.ts';

let host: TestChats;
beforeEach(() => {
  host = openTestChats();
});
afterEach(async () => {
  await host.close();
  removeFolder(host.folder);
});

async function converse(title: string, question: string, answer: string): Promise<string> {
  const { id } = host.chats.create({});
  host.chats.update({ conversationId: id, title });
  host.engine.scripts.push(say(answer));
  host.chats.send({ conversationId: id, text: question });
  await untilIdle(host.chats, id);
  return id;
}

const find = (query: string) => host.chats.search({ query, limit: 50 });
const ids = (query: string) => find(query).map((hit) => hit.conversationId);

test('words, parts of words, any case, in questions, answers and titles', async () => {
  const bread = await converse('Baking', 'How do I make bread?', 'Mix FLOUR and water.');
  const other = await converse('Weather', 'Will it rain?', 'Perhaps.');
  expect(ids('bread')).toEqual([bread]);
  expect(ids('flou')).toEqual([bread]);
  expect(ids('weath')).toEqual([other]);
  expect(ids('water flour')).toEqual([bread]);
  expect(ids('bread rain')).toEqual([]);
});

test('Chinese by one, two and more characters', async () => {
  const chat = await converse('天气', '今天北京的天气怎么样？', '今天晴，适合散步。');
  await converse('Other', 'Nothing of that', 'No.');
  for (const query of ['晴', '北京', '天气怎么样', '散步', '今天 散步']) expect(ids(query), query).toEqual([chat]);
  expect(ids('上海')).toEqual([]);
});

test('signs that mean something to the database are only signs', async () => {
  const chat = await converse('Odd', 'a "quoted" 100% snake_case \\ * (x) text', 'ok then');
  for (const query of ['"quoted"', '0%', 'e_c', '\\', '(x)', '*', '"', 'snake_case']) expect(ids(query), query).toEqual([chat]);
  for (const query of ['1%0', 'k_se', 'NOT', 'AND OR', "' OR 1=1 --"]) expect(ids(query), query).toEqual([]);
});

test('a hit names its message and shows the place; the newest conversation comes first', async () => {
  const older = await converse('One', 'A question', `${'far '.repeat(100)}needle ${'away '.repeat(100)}`);
  const newer = await converse('Two', 'needle?', 'none');
  const hits = find('needle');
  expect(hits.map((hit) => hit.conversationId)).toEqual([newer, older]);
  expect(hits[1]?.excerpt).toMatch(/^….*far needle away.*…$/);
  expect(hits[1]?.messageId).toBe((await snapshot(host.chats, older)).messages[1]?.id);
});

test('what an edit left behind on another branch is found too', async () => {
  const chat = await converse('Edit', 'the original wording', 'fine');
  const [question] = (await snapshot(host.chats, chat)).messages;
  host.chats.edit({ conversationId: chat, messageId: question?.id ?? '', text: 'something else' });
  await untilIdle(host.chats, chat);
  expect(ids('original wording')).toEqual([chat]);
});

test('spaces alone find nothing', () => {
  expect(find('   ')).toEqual([]);
});

test.each(['search', 'write'])('a damaged index mends itself at the next %s', async (what) => {
  const chat = await converse('Mend', 'the needle in the haystack', 'found');
  await host.close();
  const database = new DatabaseSync(join(host.folder, 'alcove.db'));
  database.enableDefensive(false);
  database.exec("UPDATE message_search_data SET block = x'ffffffffffffffff' WHERE id > 1");
  database.exec("UPDATE message_search_docsize SET sz = x'ffff'");
  database.close();
  host = openTestChats({ folder: host.folder });
  if (what === 'write') {
    host.chats.send({ conversationId: chat, text: 'another straw' });
    await untilIdle(host.chats, chat);
    expect(ids('straw')).toEqual([chat]);
  }
  expect(ids('haystack')).toEqual([chat]);
});

test('an excerpt never cuts a character in half', () => {
  const text = `${'😀'.repeat(100)}needle${'😀'.repeat(100)}`;
  for (const shift of ['', 'x']) expect(cutExcerpt(shift + text, ['needle']).isWellFormed()).toBe(true);
});
