import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChatListEvent } from '../../../shared/chats.ts';
import { done, openTestChats, removeFolder, say, snapshot, type TestChats, untilIdle } from './test-chats.ts';
import { cleanModelTitle, cutTitle } from './titles.ts';

test.each([
  ['What is the capital of France?', 'What is the capital of France?'],
  ['  Hello\n\nthere  ', 'Hello there'],
  ['## Plan\n- **bold** `code` [a link](https://x.test)', 'Plan bold code a link'],
  [
    '```js\nconsole.log(1)\n```\nWhy does this print one and not two, as I would have expected?',
    'Why does this print one and not two, as I would…',
  ],
  ['```js\nconsole.log(1)\n```', 'js console.log(1)'],
  ['请用简单的话解释一下什么是量子纠缠以及它为什么重要，并举一个例子', '请用简单的话解释一下什么是量子纠缠以及它…'],
  ['😀'.repeat(60), `${'😀'.repeat(48)}…`],
])('the first words of %j', (question, title) => {
  expect(cutTitle(question)).toBe(title);
});

test.each([
  ['Capital of France', 'Capital of France'],
  ['"Capital of France."', 'Capital of France'],
  ['**Title:** Paris in Spring\nmore', 'Paris in Spring'],
  ['标题：《法国的首都》', '法国的首都'],
])('a model’s title %j', (answer, title) => {
  expect(cleanModelTitle(answer)).toBe(title);
});

test.each([
  '',
  '   ',
  '...',
  'x',
  'Sure! Here is a title for you',
  'I am an assistant',
  'The capital of France is Paris. It lies on the Seine',
  'A title for the conversation',
  'One two three four five six seven eight nine ten',
  'Supercalifragilistic'.repeat(4),
  '1. Paris',
  '好的，这是一个标题',
  '法国的首都是巴黎，它位于塞纳河畔，是一座有着悠久历史的美丽城市',
])('%j is no title', (answer) => {
  expect(cleanModelTitle(answer)).toBeUndefined();
});

let host: TestChats;
let conversationId: string;
beforeEach(() => {
  host = openTestChats();
  conversationId = host.chats.create({}).id;
});
afterEach(async () => {
  await host.close();
  removeFolder(host.folder);
});

const title = async () => (await snapshot(host.chats, conversationId)).conversation.title;

async function untilTitle(wanted: string): Promise<void> {
  const abort = new AbortController();
  for await (const event of host.chats.watchList(abort.signal)) if (titlesOf(event).includes(wanted)) break;
  abort.abort();
}
function titlesOf(event: ChatListEvent): string[] {
  if (event.type === 'snapshot') return event.conversations.map((conversation) => conversation.title);
  return event.type === 'changed' ? [event.conversation.title] : [];
}

async function ask(text: string): Promise<void> {
  host.chats.send({ conversationId, text });
  await untilIdle(host.chats, conversationId);
}

test('a conversation is called by its first words at once, and by the model’s title once the answer is done', async () => {
  host.engine.scripts.push(say('Paris.'), say('French capital'));
  host.chats.send({ conversationId, text: 'What is the capital of France?' });
  expect(await title()).toBe('What is the capital of France?');
  await untilTitle('French capital');
  const { turns, sampling } = host.engine.requests[1] ?? {};
  expect(turns?.slice(0, 2).map((turn) => turn.content)).toEqual(['What is the capital of France?', 'Paris.']);
  expect(sampling?.maxTokens).toBeLessThan(50);
});

test('a poor title leaves the first words, and the model is not asked again', async () => {
  host.engine.scripts.push(say('Paris.'), say('Sure! Here you are: a title.'));
  await ask('What is the capital of France?');
  await setImmediate();
  await ask('And of Spain?');
  await setImmediate();
  expect(await title()).toBe('What is the capital of France?');
  expect(host.engine.requests).toHaveLength(3);
});

test('a title that was cut off is no title', async () => {
  host.engine.scripts.push(say('Paris.'), [
    { type: 'text', text: 'The long history of' },
    { ...done, finishReason: 'length' } as typeof done,
  ]);
  await ask('Tell me');
  await setImmediate();
  expect(await title()).toBe('Tell me');
});

test('a next question never waits for a title, which is tried again afterwards', async () => {
  host.engine.scripts.push(say('Paris.'), [{ type: 'wait', until: new Promise(() => {}) }], say('Madrid.'), say('Capitals of Europe'));
  await ask('What is the capital of France?');
  await setImmediate();
  await ask('And of Spain?');
  await untilTitle('Capitals of Europe');
});

test('a person’s title is never replaced', async () => {
  host.engine.scripts.push(say('Paris.'), say('French capital'));
  host.chats.update({ conversationId, title: 'Geography' });
  await ask('What is the capital of France?');
  await setImmediate();
  expect(await title()).toBe('Geography');
  expect(host.engine.requests).toHaveLength(1);
});

test('quitting does not wait for a title', async () => {
  host.engine.scripts.push(say('Paris.'), [{ type: 'wait', until: new Promise(() => {}) }]);
  await ask('What is the capital of France?');
  await host.close();
  host = openTestChats({ folder: host.folder });
  expect(await title()).toBe('What is the capital of France?');
});
