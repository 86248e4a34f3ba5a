import { beforeEach, expect, test, vi } from 'vitest';
import type { Conversation } from '../../../shared/chats.ts';
import { useChats } from '../../stores/chats.ts';
import { useUi } from '../../stores/ui.ts';
import { rememberConversation } from './remember-conversation.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const conversation = (id: string, isWriting: boolean, updatedAt: number): Conversation => ({
  id,
  title: id,
  isPinned: false,
  createdAt: 0,
  updatedAt,
  systemPrompt: '',
  sampling: {},
  overflow: 'stop',
  isWriting,
});
const list = [conversation('idle', false, 3), conversation('writing', true, 2), conversation('writing-longer', true, 1)];
const tellList = () => useChats.setState({ isKnown: true, byId: Object.fromEntries(list.map((one) => [one.id, one])) });

beforeEach(() => {
  history.replaceState(null, '');
  useChats.setState({ isKnown: false, byId: {} });
  useUi.setState({ conversationId: undefined });
});

test('a window opened anew shows the answer that is being written', () => {
  rememberConversation();
  tellList();
  expect(useUi.getState().conversationId).toBe('writing');
});

test('a reload comes back to the conversation that was open, also to a new one', () => {
  history.replaceState({ conversationId: 'idle' }, '');
  rememberConversation();
  tellList();
  expect(useUi.getState().conversationId).toBe('idle');

  useUi.setState({ conversationId: undefined });
  rememberConversation();
  tellList();
  expect(useUi.getState().conversationId).toBeUndefined();
});
