import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  done,
  openTestChats,
  removeFolder,
  say,
  sayAndWait,
  shown,
  snapshot,
  type TestChats,
  testModel,
  until,
  untilIdle,
} from './test-chats.ts';

let host: TestChats;
beforeEach(() => {
  host = openTestChats();
});
afterEach(async () => {
  await host.close();
  removeFolder(host.folder);
});

const newId = () => host.chats.create({}).id;

async function exchange(conversationId: string, text: string, ...answer: string[]): Promise<void> {
  host.engine.scripts.push(say(...answer));
  host.chats.send({ conversationId, text });
  await untilIdle(host.chats, conversationId);
}

async function restart(): Promise<void> {
  await host.close();
  host = openTestChats({ folder: host.folder });
}

const lastId = async (conversationId: string) => (await snapshot(host.chats, conversationId)).messages.at(-1)?.id ?? '';

test('a question gets its answer with its numbers, and both are there after a restart', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Hello?', 'Good ', 'morning.');
  await restart();
  const { messages, totalCount, hasOlder, conversation } = await snapshot(host.chats, conversationId);
  expect(messages).toMatchObject([
    { role: 'user', text: 'Hello?', state: 'done', version: 1, versionCount: 1 },
    {
      role: 'assistant',
      text: 'Good morning.',
      state: 'done',
      finishReason: 'stop',
      modelName: 'STARTER',
      seed: 7,
      usage: { completionTokens: 4 },
    },
  ]);
  expect(messages[1]?.parentId).toBe(messages[0]?.id);
  expect({ totalCount, hasOlder, isWriting: conversation.isWriting }).toEqual({ totalCount: 2, hasOlder: false, isWriting: false });
});

test('the request carries system prompt, earlier turns without thoughts, and sampling over the model’s own', async () => {
  const conversationId = newId();
  host.chats.update({ conversationId, systemPrompt: 'Be brief.', sampling: { topK: 5 }, overflow: 'drop-oldest', thinking: false });
  host.engine.scripts.push([{ type: 'reasoning', text: 'hmm' }, ...say('One.')]);
  host.chats.send({ conversationId, text: 'First' });
  await untilIdle(host.chats, conversationId);
  await exchange(conversationId, 'Second', 'Two.');
  expect(host.engine.requests.at(-1)).toMatchObject({ model: 'starter' });
  const request = host.engine.requests.find((one) => one.turns?.at(-1)?.content === 'Second');
  expect(request).toEqual({
    model: 'starter',
    turns: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'First' },
      { role: 'assistant', content: 'One.' },
      { role: 'user', content: 'Second' },
    ],
    sampling: { temperature: 0.3, topK: 5 },
    overflow: 'drop-oldest',
    thinking: false,
  });
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ reasoning: 'hmm', text: 'One.' });
});

test('regenerating makes a version beside the answer; both can be shown again', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Name a colour', 'Red');
  host.engine.scripts.push(say('Blue'));
  const { messageId } = host.chats.regenerate({ conversationId, messageId: await lastId(conversationId) });
  await untilIdle(host.chats, conversationId);
  expect(await shown(host.chats, conversationId)).toEqual(['user: Name a colour', 'assistant: Blue']);
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ id: messageId, version: 2, versionCount: 2 });
  host.chats.showVersion({ conversationId, messageId, step: -1 });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Name a colour', 'assistant: Red']);
  host.chats.showVersion({ conversationId, messageId: await lastId(conversationId), step: -1 });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Name a colour', 'assistant: Red']);
});

test('a message that a search found on a branch out of sight is shown with its branch', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Q1', 'Needle');
  const hiddenId = await lastId(conversationId);
  await exchange(conversationId, 'Q2', 'A2');
  const [root] = (await snapshot(host.chats, conversationId)).messages;
  host.engine.scripts.push(say('B1'));
  host.chats.edit({ conversationId, messageId: root?.id ?? '', text: 'Q1 anew' });
  await untilIdle(host.chats, conversationId);
  host.chats.showMessage({ conversationId, messageId: hiddenId });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q1', 'assistant: Needle', 'user: Q2', 'assistant: A2']);
});

test('editing a question branches, and each version remembers the branch below it that was shown last', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Q1', 'A1');
  await exchange(conversationId, 'Q2', 'A2');
  const first = (await snapshot(host.chats, conversationId)).messages;
  host.engine.scripts.push(say('B1'));
  host.chats.edit({ conversationId, messageId: first[0]?.id ?? '', text: 'Q1 anew' });
  await untilIdle(host.chats, conversationId);
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q1 anew', 'assistant: B1']);
  const [root] = (await snapshot(host.chats, conversationId)).messages;
  expect(root).toMatchObject({ version: 2, versionCount: 2 });
  host.chats.showVersion({ conversationId, messageId: root?.id ?? '', step: -1 });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q1', 'assistant: A1', 'user: Q2', 'assistant: A2']);
  host.engine.scripts.push(say('A2 again'));
  host.chats.regenerate({ conversationId, messageId: await lastId(conversationId) });
  await untilIdle(host.chats, conversationId);
  host.chats.showVersion({ conversationId, messageId: first[0]?.id ?? '', step: 1 });
  await restart();
  host.chats.showVersion({ conversationId, messageId: root?.id ?? '', step: -1 });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q1', 'assistant: A1', 'user: Q2', 'assistant: A2 again']);
});

test('editing an answer makes a version with that text, asks nobody, and the next question builds on it', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Q', 'wrong');
  const asked = host.engine.requests.length;
  host.chats.edit({ conversationId, messageId: await lastId(conversationId), text: 'right' });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q', 'assistant: right']);
  expect(host.engine.requests.length).toBe(asked);
  await exchange(conversationId, 'Next', 'fine');
  expect(host.engine.requests.at(asked)?.turns?.map((turn) => turn.content)).toEqual(['Q', 'right', 'Next']);
});

test('continuing hands the text back as the last turn and adds to it', async () => {
  const conversationId = newId();
  host.engine.scripts.push([{ type: 'text', text: 'Once upon' }, { ...done, finishReason: 'length' } as typeof done]);
  host.chats.send({ conversationId, text: 'A story' });
  await untilIdle(host.chats, conversationId);
  const messageId = await lastId(conversationId);
  host.engine.scripts.length = 0;
  host.engine.scripts.push(say(' a time.'));
  host.engine.requests.length = 0;
  expect(host.chats.continue({ conversationId, messageId })).toEqual({ messageId });
  await untilIdle(host.chats, conversationId);
  expect(host.engine.requests[0]?.turns?.at(-1)).toEqual({ role: 'assistant', content: 'Once upon' });
  const answer = (await snapshot(host.chats, conversationId)).messages[1];
  expect(answer).toMatchObject({ text: 'Once upon a time.', finishReason: 'stop', usage: { completionTokens: 8 }, versionCount: 1 });
});

test('only the last answer can be continued', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Q1', 'A1');
  await exchange(conversationId, 'Q2', 'A2');
  const { messages } = await snapshot(host.chats, conversationId);
  for (const message of messages.slice(0, 3)) {
    expect(() => host.chats.continue({ conversationId, messageId: message.id })).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  }
});

test('a second question waits its turn: chat.busy, and nothing is added', async () => {
  const conversationId = newId();
  host.engine.scripts.push(sayAndWait('working'));
  host.chats.send({ conversationId, text: 'Q1' });
  expect(() => host.chats.send({ conversationId, text: 'Q2' })).toThrow(expect.objectContaining({ code: 'chat.busy' }));
  await host.chats.stop({ conversationId });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q1', expect.stringMatching(/^assistant:/)]);
});

test('two conversations are answered at the same time', async () => {
  const ids = [newId(), newId()];
  const gate = Promise.withResolvers<void>();
  host.engine.scripts.push(sayAndWait('one', gate.promise), sayAndWait('two', gate.promise));
  for (const conversationId of ids) host.chats.send({ conversationId, text: 'Q' });
  await setImmediate();
  gate.resolve();
  for (const id of ids) await untilIdle(host.chats, id);
  expect(await Promise.all(ids.map((id) => shown(host.chats, id)))).toEqual([
    ['user: Q', 'assistant: one'],
    ['user: Q', 'assistant: two'],
  ]);
});

test('the list follows creating, renaming, pinning, writing and deleting', async () => {
  const abort = new AbortController();
  const list = host.chats.watchList(abort.signal)[Symbol.asyncIterator]();
  expect((await list.next()).value).toEqual({ type: 'snapshot', conversations: [] });
  const conversationId = newId();
  expect((await list.next()).value).toMatchObject({ type: 'changed', conversation: { id: conversationId, title: '' } });
  host.chats.update({ conversationId, title: '  Mine ', isPinned: true });
  expect((await list.next()).value).toMatchObject({ type: 'changed', conversation: { title: 'Mine', isPinned: true } });
  host.engine.scripts.push(sayAndWait('x'));
  host.chats.send({ conversationId, text: 'Q' });
  expect((await list.next()).value).toMatchObject({
    type: 'changed',
    conversation: { title: 'Mine', isWriting: true, modelId: 'starter' },
  });
  await host.chats.remove({ conversationId });
  expect((await list.next()).value).toEqual({ type: 'removed', id: conversationId });
  abort.abort();
});

test('a deleted conversation is gone for everybody, comes back with undo, and not after the host ended', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Remember me', 'Yes');
  await host.chats.remove({ conversationId });
  expect(() => host.chats.send({ conversationId, text: 'Q' })).toThrow(expect.objectContaining({ code: 'chat.not-found' }));
  expect(host.chats.search({ query: 'Remember', limit: 10 })).toEqual([]);
  host.chats.restore({ conversationId });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Remember me', 'assistant: Yes']);
  await host.chats.remove({ conversationId });
  await restart();
  expect(() => host.chats.restore({ conversationId })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
  expect(host.chats.search({ query: 'Remember', limit: 10 })).toEqual([]);
});

test('a page that shows a conversation sees it go and come back', async () => {
  const conversationId = newId();
  await exchange(conversationId, 'Q', 'A');
  const abort = new AbortController();
  const events = host.chats.watch({ conversationId, limit: 50 }, abort.signal)[Symbol.asyncIterator]();
  await events.next();
  await host.chats.remove({ conversationId });
  expect((await events.next()).value).toEqual({ type: 'removed' });
  host.chats.restore({ conversationId });
  expect((await events.next()).value).toMatchObject({ type: 'snapshot', totalCount: 2 });
  abort.abort();
});

test('deleting a conversation in mid-answer stops the answer and keeps its text for undo', async () => {
  const conversationId = newId();
  host.engine.scripts.push(sayAndWait('half an ans'));
  host.chats.send({ conversationId, text: 'Q' });
  await until(host.chats, conversationId, (event) => event.type === 'delta');
  await host.chats.remove({ conversationId });
  host.chats.restore({ conversationId });
  const { messages, conversation } = await snapshot(host.chats, conversationId);
  expect(messages[1]).toMatchObject({ state: 'stopped', text: 'half an ans' });
  expect(conversation.isWriting).toBe(false);
});

test('an unknown conversation or message is an error with its code, also in a watch', async () => {
  const conversationId = newId();
  await expect(snapshot(host.chats, '999')).rejects.toMatchObject({ code: 'chat.not-found' });
  await expect(snapshot(host.chats, "1' OR 1=1")).rejects.toMatchObject({ code: 'chat.not-found' });
  const edit = () => host.chats.edit({ conversationId, messageId: '12', text: 'x' });
  expect(edit).toThrow(expect.objectContaining({ code: 'chat.message-not-found' }));
});

test('a message of another conversation cannot be reached through this one', async () => {
  const other = newId();
  await exchange(other, 'secret', 'yes');
  const messageId = await lastId(other);
  const edit = () => host.chats.edit({ conversationId: newId(), messageId, text: 'x' });
  expect(edit).toThrow(expect.objectContaining({ code: 'chat.message-not-found' }));
});

test('the model: the conversation’s own, then the last used, then the only one or the starter', async () => {
  const ask = async (modelId?: string) => {
    const { id } = host.chats.create({ modelId });
    await exchange(id, 'Q', 'A');
    return (await snapshot(host.chats, id)).conversation.modelId;
  };
  host.models.models = [testModel('big'), testModel('starter', { place: 'starter' })];
  expect(await ask('big')).toBe('big');
  expect(await ask()).toBe('starter');
  host.settings.update({ lastModelId: 'big' });
  expect(await ask()).toBe('big');
  host.settings.update({ lastModelId: 'gone' });
  expect(await ask()).toBe('starter');
  host.models.models = [testModel('only')];
  expect(await ask()).toBe('only');
  host.models.models = [testModel('broken', { broken: { reason: 'truncated' } }), testModel('embed', { kind: 'embedding' })];
  await expect(ask()).rejects.toMatchObject({ code: 'chat.no-model' });
  await expect(ask('gone')).rejects.toMatchObject({ code: 'model.not-found' });
});

test('a person who wants to choose the model is asked first', async () => {
  host.settings.update({ conversationStart: 'ask', lastModelId: 'starter' });
  const conversationId = newId();
  const send = () => host.chats.send({ conversationId, text: 'Q' });
  expect(send).toThrow(expect.objectContaining({ code: 'chat.no-model' }));
  expect(await shown(host.chats, conversationId)).toEqual([]);
  host.chats.update({ conversationId, modelId: 'starter' });
  send();
  await untilIdle(host.chats, conversationId);
});
