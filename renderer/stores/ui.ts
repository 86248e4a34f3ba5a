import { create } from 'zustand';

export type ScreenName = 'chat' | 'discover' | 'models' | 'server' | 'settings';

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
  isDownloadsOpen: boolean;
  /** The first start was asked for again, or has been left without being finished. */
  firstStart: 'by-itself' | 'open' | 'closed';
  /** The model whose details the Models screen shows. */
  modelId: string | undefined;
  /** What Discover looks for, or the address it opens, when it next appears. */
  wantedSearch: string | undefined;
  /** The section that the settings begin with when they next appear. */
  wantedSection: string | undefined;
  /** What the composer takes over when it next appears: an opener, say. */
  draft: string | undefined;
  /** Files that were dropped on another screen, for the Models screen to take. */
  droppedFiles: File[];
}

/** Below this width the list is a drawer. */
const narrowWidth = 760;
/** Up to this width the side panel floats over the content. */
const mediumWidth = 1080;

const width = () => (typeof window === 'undefined' ? 1280 : window.innerWidth);
export const isNarrow = (): boolean => width() <= narrowWidth;
/** The side panel floats. */
export const isMedium = (): boolean => width() <= mediumWidth;

export const useUi = create<UiState>(() => ({
  screen: 'chat',
  conversationId: undefined,
  isPanelOpen: width() > mediumWidth,
  isListOpen: !isNarrow(),
  isLoaderOpen: false,
  isPaletteOpen: false,
  isShortcutsOpen: false,
  isDownloadsOpen: false,
  firstStart: 'by-itself',
  modelId: undefined,
  wantedSearch: undefined,
  wantedSection: undefined,
  draft: undefined,
  droppedFiles: [],
}));

/** The drawer closes once something was chosen from it. */
const closeDrawer = () => (isNarrow() ? { isListOpen: false } : {});

export const showScreen = (screen: ScreenName): void => useUi.setState({ screen, ...closeDrawer() });
export const showConversation = (conversationId: string | undefined): void =>
  useUi.setState({ screen: 'chat', conversationId, ...closeDrawer() });
export const showModel = (modelId: string | undefined): void => useUi.setState({ screen: 'models', modelId, ...closeDrawer() });
/** Discover, with this search where there is one; an address (`owner/name` too) opens that model. */
export const showDiscover = (wantedSearch?: string): void => useUi.setState({ screen: 'discover', wantedSearch, ...closeDrawer() });
/** The settings, at this section. */
export const showSettings = (wantedSection: string): void => useUi.setState({ screen: 'settings', wantedSection, ...closeDrawer() });
export const toggleList = (): void => useUi.setState(({ isListOpen }) => ({ isListOpen: !isListOpen }));
export const toggleDownloads = (): void => useUi.setState(({ isDownloadsOpen }) => ({ isDownloadsOpen: !isDownloadsOpen }));
export const togglePanel = (): void => useUi.setState(({ isPanelOpen }) => ({ isPanelOpen: !isPanelOpen }));

/** Lists and panels fold away when the window becomes too small for them, and the list comes back with the room. Ends with the signal. */
export function followWidth(signal: AbortSignal): void {
  const narrow = window.matchMedia(`(max-width: ${narrowWidth}px)`);
  const medium = window.matchMedia(`(max-width: ${mediumWidth}px)`);
  narrow.addEventListener('change', () => useUi.setState({ isListOpen: !narrow.matches }), { signal });
  medium.addEventListener('change', () => medium.matches && useUi.setState({ isPanelOpen: false }), { signal });
}
