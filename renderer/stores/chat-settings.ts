/** A conversation's own settings: shown at once, sent when the typing pauses. */
import { useMemo } from 'react';
import type { Conversation } from '../../shared/chats.ts';
import type { OverflowPolicy, SamplingOverrides } from '../../shared/generation.ts';
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';
import { type ChatSettings, dropSettings, mergeSettings, newChat, useDrafts } from './drafts.ts';
import { useThread } from './threads.ts';

export interface ShownSettings {
  modelId: string | undefined;
  systemPrompt: string;
  sampling: SamplingOverrides;
  overflow: OverflowPolicy;
  /** Undefined: the model's own default. */
  thinking: boolean | undefined;
}

function merge(conversation: Conversation | undefined, draft: ChatSettings | undefined): ShownSettings {
  const thinking = draft?.thinking === undefined ? conversation?.thinking : (draft.thinking ?? undefined);
  return {
    modelId: draft?.modelId ?? conversation?.modelId,
    systemPrompt: draft?.systemPrompt ?? conversation?.systemPrompt ?? '',
    sampling: draft?.sampling ?? conversation?.sampling ?? {},
    overflow: draft?.overflow ?? conversation?.overflow ?? 'stop',
    thinking,
  };
}

/** The settings of a conversation, or of the one that does not exist yet. */
export function useChatSettings(conversationId: string | undefined): ShownSettings {
  const conversation = useThread(conversationId, (thread) => thread.conversation);
  const draft = useDrafts((state) => state.settings[conversationId ?? newChat]);
  return useMemo(() => merge(conversation, draft), [conversation, draft]);
}

const pauseMs = 400;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Sends what waits for a conversation now; the next answer must not be older than the panel. */
export async function flushSettings(conversationId: string): Promise<void> {
  clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  const settings = useDrafts.getState().settings[conversationId];
  if (!settings) return;
  await attempt(host().then((client) => client.chats.update({ conversationId, ...settings })));
  dropSettings(conversationId, settings);
}

export function changeSettings(conversationId: string | undefined, settings: ChatSettings): void {
  mergeSettings(conversationId ?? newChat, settings);
  if (conversationId === undefined) return;
  clearTimeout(timers.get(conversationId));
  timers.set(
    conversationId,
    setTimeout(() => void flushSettings(conversationId), pauseMs),
  );
}
