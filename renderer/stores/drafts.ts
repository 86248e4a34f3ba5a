/**
 * What a person is typing: texts that are not sent yet, and settings that are on their way to the host. The only copies the page may
 * be ahead with. Texts outlive a reload of the page.
 */
import { create } from 'zustand';
import { createJSONStorage, persist, type StateStorage } from 'zustand/middleware';
import type { Conversation } from '../../shared/chats.ts';

/** What the side panel and the header change of a conversation. */
export type ChatSettings = Partial<Pick<Conversation, 'modelId' | 'systemPrompt' | 'sampling' | 'overflow'>> & {
  /** null: the model's own default. */
  thinking?: boolean | null;
};

/** The key of the conversation that does not exist yet. */
export const newChat = 'new';

interface DraftsState {
  /** By conversation id or `newChat`. */
  texts: Record<string, string>;
  /** By message id: messages being edited in place. */
  edits: Record<string, string>;
  /** By conversation id or `newChat`: shown in place of the host's until they have arrived there. */
  settings: Record<string, ChatSettings>;
}

/** A text too long for the browser to keep is still there to be sent. */
const pageStorage: StateStorage = {
  getItem: (name) => sessionStorage.getItem(name),
  removeItem: (name) => sessionStorage.removeItem(name),
  setItem(name, value) {
    try {
      sessionStorage.setItem(name, value);
    } catch {
      sessionStorage.removeItem(name);
    }
  },
};

export const useDrafts = create<DraftsState>()(
  persist((): DraftsState => ({ texts: {}, edits: {}, settings: {} }), {
    name: 'alcove.drafts',
    storage: createJSONStorage(() => pageStorage),
    partialize: ({ texts, edits }) => ({ texts, edits }),
  }),
);

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return rest;
}

export const setDraft = (key: string, text: string): void =>
  void useDrafts.setState(({ texts }) => ({ texts: text === '' ? without(texts, key) : { ...texts, [key]: text } }));

export const startEdit = (messageId: string, text: string): void =>
  void useDrafts.setState(({ edits }) => ({ edits: { ...edits, [messageId]: text } }));

export const endEdit = (messageId: string): void => void useDrafts.setState(({ edits }) => ({ edits: without(edits, messageId) }));

export const mergeSettings = (key: string, settings: ChatSettings): void =>
  void useDrafts.setState((state) => ({ settings: { ...state.settings, [key]: { ...state.settings[key], ...settings } } }));

/** Forgets the settings that are still the ones given: later changes stay. */
export function dropSettings(key: string, arrived: ChatSettings): void {
  useDrafts.setState((state) => {
    const left = Object.entries(state.settings[key] ?? {}).filter(([name, value]) => arrived[name as keyof ChatSettings] !== value);
    return {
      settings: left.length === 0 ? without(state.settings, key) : { ...state.settings, [key]: Object.fromEntries(left) as ChatSettings },
    };
  });
}
