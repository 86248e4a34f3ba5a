/** The conversations that were opened, each followed while it is in sight. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { ChatEvent, Message } from '../../shared/chats.ts';
import { follow, host } from '../rpc.ts';
import { applyChatEvent, emptyThread, prependPage, type Thread } from './thread.ts';

interface ThreadsState {
  byId: Record<string, Thread>;
  /** A message that was looked for: its conversation scrolls to it once it is there. */
  wanted: { conversationId: string; messageId: string } | undefined;
}

export const useThreads = create<ThreadsState>(() => ({ byId: {}, wanted: undefined }));

/** Conversations kept for a quick return, without being followed. */
const keptThreads = 8;
const pageSize = 100;

function change(id: string, next: (thread: Thread) => Thread): void {
  useThreads.setState(({ byId }) => {
    const thread = byId[id] ?? emptyThread;
    const changed = next(thread);
    return changed === thread && byId[id] ? { byId } : { byId: { ...byId, [id]: changed } };
  });
}

export const applyThreadEvent = (id: string, event: ChatEvent): void => change(id, (thread) => applyChatEvent(thread, event));

function forgetOldest(openId: string): void {
  useThreads.setState(({ byId }) => {
    const ids = Object.keys(byId).filter((id) => id !== openId);
    const kept = ids.slice(Math.max(0, ids.length - keptThreads + 1));
    return { byId: Object.fromEntries([...kept, openId].map((id) => [id, byId[id] ?? emptyThread])) };
  });
}

const codeOf = (error: unknown): unknown => (error as { data?: { code?: unknown } } | undefined)?.data?.code;

/** Follows a conversation until the returned function is called. */
function openThread(id: string): () => void {
  const end = new AbortController();
  forgetOldest(id);
  void follow(
    (client, signal) => client.chats.watch({ conversationId: id, limit: 50 }, { signal }),
    (event) => {
      applyThreadEvent(id, event);
      if (event.type === 'removed') end.abort();
    },
    {
      signal: end.signal,
      onError: (error) => {
        if (codeOf(error) !== 'chat.not-found') return;
        change(id, () => ({ ...emptyThread, state: 'missing' }));
        end.abort();
      },
    },
  );
  return () => end.abort();
}

const loadingPages = new Set<string>();

/** Loads the messages before the first loaded one; does nothing while it is at it. */
export async function loadOlder(id: string, count = pageSize): Promise<void> {
  const thread = useThreads.getState().byId[id];
  const beforeId = thread?.messageIds[0];
  if (!thread?.hasOlder || beforeId === undefined || loadingPages.has(id)) return;
  loadingPages.add(id);
  try {
    const page = await (await host()).chats.page({ conversationId: id, beforeId, limit: Math.min(1000, Math.max(pageSize, count)) });
    change(id, (now) => prependPage(now, beforeId, page));
  } catch {
    // The place stays empty; the next scroll asks again.
  } finally {
    loadingPages.delete(id);
  }
}

/** Follows a conversation while the component is there. */
export function useOpenThread(id: string | undefined): void {
  useEffect(() => (id === undefined ? undefined : openThread(id)), [id]);
}

export function useThread<T>(id: string | undefined, select: (thread: Thread) => T): T {
  return useThreads((state) => select((id !== undefined && state.byId[id]) || emptyThread));
}

export function useMessage(conversationId: string, messageId: string): Message | undefined {
  return useThreads((state) => state.byId[conversationId]?.messages[messageId]);
}

/** The text written since the message was last sent whole; undefined when it is not being written. */
export function useLiveText(conversationId: string, messageId: string): Thread['live'] {
  return useThreads((state) => {
    const live = state.byId[conversationId]?.live;
    return live?.messageId === messageId ? live : undefined;
  });
}
