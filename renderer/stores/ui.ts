import { create } from 'zustand';

export type ScreenName = 'chat' | 'models' | 'settings';

/** Pure interface state: what is open. Nothing here matters after a reload. */
interface UiState {
  screen: ScreenName;
  /** The conversation shown; undefined: a new one that does not exist yet. */
  conversationId: string | undefined;
  isPanelOpen: boolean;
  isListOpen: boolean;
  isLoaderOpen: boolean;
  isPaletteOpen: boolean;
  isShortcutsOpen: boolean;
  /** The model whose details the Models screen shows. */
  modelId: string | undefined;
}

export const useUi = create<UiState>(() => ({
  screen: 'chat',
  conversationId: undefined,
  isPanelOpen: typeof window !== 'undefined' && window.innerWidth > 1080,
  isListOpen: true,
  isLoaderOpen: false,
  isPaletteOpen: false,
  isShortcutsOpen: false,
  modelId: undefined,
}));

export const showScreen = (screen: ScreenName): void => useUi.setState({ screen });
export const showConversation = (conversationId: string | undefined): void => useUi.setState({ screen: 'chat', conversationId });
