import { expect, test } from 'vitest';
import type { ChatEvent, Conversation, Message } from '../../shared/chats.ts';
import { applyChatEvent, emptyThread, prependPage, type Thread } from './thread.ts';

const conversation: Conversation = {
  id: '1',
  title: 'Herons',
  isPinned: false,
  createdAt: 0,
  updatedAt: 0,
  systemPrompt: '',
  sampling: {},
  overflow: 'stop',
  isWriting: false,
};
const message = (id: string, parentId: string | undefined, more: Partial<Message> = {}): Message => ({
  id,
  conversationId: '1',
  ...(parentId === undefined ? {} : { parentId }),
  role: Number(id) % 2 === 1 ? 'user' : 'assistant',
  text: `text ${id}`,
  reasoning: '',
  createdAt: 0,
  state: 'done',
  version: 1,
  versionCount: 1,
  ...more,
});
const snapshot = (messages: Message[], more: Partial<Extract<ChatEvent, { type: 'snapshot' }>> = {}): ChatEvent => ({
  type: 'snapshot',
  conversation,
  messages,
  totalCount: messages.length,
  hasOlder: false,
  activity: { type: 'idle' },
  ...more,
});
const after = (events: ChatEvent[], from: Thread = emptyThread) => events.reduce(applyChatEvent, from);

const four = [message('1', undefined), message('2', '1'), message('3', '2'), message('4', '3')];

test('deltas go on where the message stood, and leave every other message untouched', () => {
  const open = after([snapshot([four[0] as Message, message('2', '1', { state: 'writing', text: 'The ' })])]);
  const written = after(
    [
      { type: 'delta', messageId: '2', text: '', reasoning: 'hm' },
      { type: 'delta', messageId: '2', text: 'heron', reasoning: '' },
    ],
    open,
  );
  expect(written.live).toEqual({ messageId: '2', text: 'The heron', reasoning: 'hm' });
  expect(written.messages).toBe(open.messages);
  expect(written.messageIds).toBe(open.messageIds);
});

test('the whole message takes the place of what was written so far', () => {
  const ended = after([
    snapshot([four[0] as Message, message('2', '1', { state: 'writing', text: '' })]),
    { type: 'delta', messageId: '2', text: 'The', reasoning: '' },
    { type: 'message', message: message('2', '1', { text: 'The heron.' }) },
  ]);
  expect(ended.live).toBeUndefined();
  expect(ended.messages['2']?.text).toBe('The heron.');
});

test('a delta for a message that is not there changes nothing', () => {
  const open = after([snapshot(four)]);
  expect(applyChatEvent(open, { type: 'delta', messageId: '99', text: 'x', reasoning: '' })).toBe(open);
});

test('a new message stands at the end, a new version ends what followed its sister', () => {
  const longer = after([snapshot(four), { type: 'message', message: message('5', '4') }]);
  expect(longer.messageIds).toEqual(['1', '2', '3', '4', '5']);
  expect(longer.totalCount).toBe(5);
  const branched = after([{ type: 'message', message: message('6', '1', { version: 2, versionCount: 2 }) }], longer);
  expect(branched.messageIds).toEqual(['1', '6']);
  expect(branched.totalCount).toBe(2);
});

test('older pages stay when the branch changes below them or the connection came back', () => {
  const end = after([snapshot(four.slice(2), { totalCount: 4, hasOlder: true })]);
  const whole = prependPage(end, '3', { messages: four.slice(0, 2), hasOlder: false });
  expect(whole.messageIds).toEqual(['1', '2', '3', '4']);
  const again = after([snapshot([four[2] as Message, message('8', '3')], { totalCount: 4, hasOlder: true })], whole);
  expect(again.messageIds).toEqual(['1', '2', '3', '8']);
  expect(again.hasOlder).toBe(false);
  expect(again.messages['1']?.text).toBe('text 1');
  expect(again.messages['4']).toBeUndefined();
});

test('a page that comes after the branch changed is not mixed into it', () => {
  const other = after([snapshot([message('11', undefined)])]);
  expect(prependPage(other, '3', { messages: four.slice(0, 2), hasOlder: false })).toBe(other);
});

test('a conversation that is deleted while it is open says so', () => {
  expect(after([snapshot(four), { type: 'removed' }])).toMatchObject({ state: 'removed', messageIds: [] });
});
