/** What a person does in conversations. Each is a wish to the host; what comes of it arrives by the watches. */
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';
import { changeSettings, flushSettings } from './chat-settings.ts';
import { dropSettings, endEdit, newChat, setDraft, useDrafts } from './drafts.ts';
import { loadedModel } from './engine.ts';
import { useThreads } from './threads.ts';
import { showConversation, useUi } from './ui.ts';

async function createConversation(): Promise<string | undefined> {
  const settings = useDrafts.getState().settings[newChat] ?? {};
  const { modelId, ...rest } = settings;
  const conversation = await attempt(host().then((client) => client.chats.create(modelId === undefined ? {} : { modelId })));
  if (!conversation) return undefined;
  if (Object.keys(rest).length > 0) {
    await attempt(host().then((client) => client.chats.update({ conversationId: conversation.id, ...rest })));
  }
  dropSettings(newChat, settings);
  return conversation.id;
}

/** Sends a text; a conversation that does not exist yet is made for it. A text that could not be sent goes back into its draft. */
export async function sendMessage(conversationId: string | undefined, text: string): Promise<void> {
  setDraft(conversationId ?? newChat, '');
  let id = conversationId;
  if (id === undefined) {
    id = await createConversation();
    if (id === undefined) return setDraft(newChat, text);
    if (useUi.getState().conversationId === undefined) showConversation(id);
  } else await flushSettings(id);
  const target = id;
  const sent = await attempt(host().then((client) => client.chats.send({ conversationId: target, text })));
  if (!sent && !useDrafts.getState().texts[target]) setDraft(target, text);
}

/** A new conversation with this model; it is loaded where it is not yet. */
export async function talkTo(modelId: string): Promise<void> {
  changeSettings(undefined, { modelId });
  showConversation(undefined);
  if (loadedModel(modelId)?.state.type !== 'ready') await attempt(host().then((client) => client.engine.load({ modelId })));
}

export async function regenerate(conversationId: string, messageId: string): Promise<void> {
  await flushSettings(conversationId);
  await attempt(host().then((client) => client.chats.regenerate({ conversationId, messageId })));
}

export async function continueAnswer(conversationId: string, messageId: string): Promise<void> {
  await flushSettings(conversationId);
  await attempt(host().then((client) => client.chats.continue({ conversationId, messageId })));
}

export async function sendEdit(conversationId: string, messageId: string, text: string): Promise<void> {
  await flushSettings(conversationId);
  const done = await attempt(host().then((client) => client.chats.edit({ conversationId, messageId, text })));
  if (done) endEdit(messageId);
}

export const stopWriting = (conversationId: string): Promise<unknown> =>
  attempt(host().then((client) => client.chats.stop({ conversationId })));

export const showVersion = (conversationId: string, messageId: string, step: -1 | 1): Promise<unknown> =>
  attempt(host().then((client) => client.chats.showVersion({ conversationId, messageId, step })));

export const renameConversation = (conversationId: string, title: string): Promise<unknown> =>
  attempt(host().then((client) => client.chats.update({ conversationId, title })));

export const pinConversation = (conversationId: string, isPinned: boolean): Promise<unknown> =>
  attempt(host().then((client) => client.chats.update({ conversationId, isPinned })));

export const restoreConversation = (conversationId: string): Promise<unknown> =>
  attempt(host().then((client) => client.chats.restore({ conversationId })));

/** Deletes; the page goes to a new conversation when it was the open one. Answers whether it is gone. */
export async function removeConversation(conversationId: string): Promise<boolean> {
  const done = await attempt(host().then((client) => client.chats.remove({ conversationId }).then(() => true)));
  if (done && useUi.getState().conversationId === conversationId) useUi.setState({ conversationId: undefined });
  return done === true;
}

/** The last answer of the open conversation, for the shortcuts that copy it or ask for another one. */
export function lastAnswer(): { conversationId: string; messageId: string; text: string } | undefined {
  const { conversationId } = useUi.getState();
  const thread = conversationId === undefined ? undefined : useThreads.getState().byId[conversationId];
  const messageId = thread?.messageIds.findLast((id) => thread.messages[id]?.role === 'assistant');
  const message = messageId === undefined ? undefined : thread?.messages[messageId];
  if (conversationId === undefined || !message) return undefined;
  const text = thread?.live?.messageId === message.id ? thread.live.text : message.text;
  return { conversationId, messageId: message.id, text };
}
