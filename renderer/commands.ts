/**
 * Everything that has a name in the palette, a shortcut, or both, as data. What only a screen can do (copy the last answer, say) is
 * offered while that screen says how: `useCommand`.
 */
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { isPressed, type Keyboard, type Shortcut, shortcutLabel } from './shortcuts.ts';
import { updateSettings } from './stores/settings.ts';
import { showConversation, showDiscover, showScreen, toggleDownloads, toggleList, togglePanel, useUi } from './stores/ui.ts';
import type { IconName } from './ui/icon-shapes.tsx';

export type CommandId =
  | 'palette'
  | 'shortcuts'
  | 'loadModel'
  | 'newConversation'
  | 'showChat'
  | 'showDiscover'
  | 'getModels'
  | 'showModels'
  | 'showServer'
  | 'showDownloads'
  | 'showSettings'
  | 'toggleList'
  | 'togglePanel'
  | 'toggleTheme'
  | 'findHere'
  | 'searchConversations'
  | 'copyAnswer'
  | 'answerAgain'
  | 'previousVersion'
  | 'nextVersion'
  | 'rename'
  | 'remove'
  | 'stop';

export interface Command {
  id: CommandId;
  label: (t: TFunction) => string;
  icon: IconName;
  shortcut?: Shortcut;
  group: 'app' | 'chat';
  /** Works at any time; without it a screen has to offer it. */
  run?: () => void;
  /** Kept out of the palette: of no use there. */
  isHidden?: boolean;
  /** Also while a text is being written. Those with Ctrl always do. */
  isForTexts?: boolean;
}

const mod = (key: string, more: Partial<Shortcut> = {}): Shortcut => ({ key, isMod: true, ...more });
const browserTakes = { isTakenByBrowser: true };

export const commands: readonly Command[] = [
  {
    id: 'palette',
    label: (t) => t('commands.palette'),
    icon: 'search',
    shortcut: mod('k'),
    group: 'app',
    run: () => useUi.setState(({ isPaletteOpen }) => ({ isPaletteOpen: !isPaletteOpen })),
    isHidden: true,
  },
  {
    id: 'loadModel',
    label: (t) => t('commands.loadModel'),
    icon: 'chip',
    shortcut: mod('l'),
    group: 'app',
    run: () => useUi.setState({ screen: 'chat', isLoaderOpen: true }),
  },
  {
    id: 'newConversation',
    label: (t) => t('commands.newConversation'),
    icon: 'plus',
    shortcut: mod('n', browserTakes),
    group: 'app',
    run: () => showConversation(undefined),
  },
  {
    id: 'showChat',
    label: (t) => t('commands.showChat'),
    icon: 'chat',
    shortcut: mod('1', browserTakes),
    group: 'app',
    run: () => showScreen('chat'),
  },
  {
    id: 'showDiscover',
    label: (t) => t('commands.showDiscover'),
    icon: 'discover',
    shortcut: mod('2', browserTakes),
    group: 'app',
    run: () => showScreen('discover'),
  },
  {
    id: 'getModels',
    label: (t) => t('commands.getModels'),
    icon: 'downloads',
    group: 'app',
    run: () => showDiscover(),
  },
  {
    id: 'showModels',
    label: (t) => t('commands.showModels'),
    icon: 'models',
    shortcut: mod('3', browserTakes),
    group: 'app',
    run: () => showScreen('models'),
  },
  {
    id: 'showServer',
    label: (t) => t('commands.showServer'),
    icon: 'server',
    shortcut: mod('5', browserTakes),
    group: 'app',
    run: () => showScreen('server'),
  },
  {
    id: 'showDownloads',
    label: (t) => t('commands.showDownloads'),
    icon: 'downloads',
    shortcut: mod('j'),
    group: 'app',
    run: toggleDownloads,
  },
  {
    id: 'showSettings',
    label: (t) => t('commands.showSettings'),
    icon: 'settings',
    shortcut: mod(','),
    group: 'app',
    run: () => showScreen('settings'),
  },
  {
    id: 'toggleList',
    label: (t) => t('commands.toggleList'),
    icon: 'list',
    shortcut: mod('b'),
    group: 'app',
    run: toggleList,
  },
  {
    id: 'togglePanel',
    label: (t) => t('commands.togglePanel'),
    icon: 'panel',
    shortcut: mod('.'),
    group: 'app',
    run: togglePanel,
  },
  {
    id: 'toggleTheme',
    label: (t) => t('commands.toggleTheme'),
    icon: 'sun',
    group: 'app',
    run: () => void updateSettings({ theme: document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark' }),
  },
  {
    id: 'shortcuts',
    label: (t) => t('commands.shortcuts'),
    icon: 'info',
    shortcut: { key: '?' },
    group: 'app',
    run: () => useUi.setState({ isShortcutsOpen: true }),
  },
  { id: 'findHere', label: (t) => t('commands.findHere'), icon: 'search', shortcut: mod('f'), group: 'chat' },
  {
    id: 'searchConversations',
    label: (t) => t('commands.searchConversations'),
    icon: 'search',
    shortcut: mod('f', { isShift: true }),
    group: 'chat',
  },
  { id: 'copyAnswer', label: (t) => t('commands.copyAnswer'), icon: 'copy', shortcut: mod('c', { isShift: true }), group: 'chat' },
  { id: 'answerAgain', label: (t) => t('commands.answerAgain'), icon: 'retry', shortcut: mod('r', { isShift: true }), group: 'chat' },
  {
    id: 'previousVersion',
    label: (t) => t('commands.previousVersion'),
    icon: 'left',
    shortcut: { key: 'arrowleft', isAlt: true },
    group: 'chat',
    isForTexts: true,
  },
  {
    id: 'nextVersion',
    label: (t) => t('commands.nextVersion'),
    icon: 'right',
    shortcut: { key: 'arrowright', isAlt: true },
    group: 'chat',
    isForTexts: true,
  },
  { id: 'rename', label: (t) => t('commands.rename'), icon: 'edit', shortcut: { key: 'f2' }, group: 'chat', isForTexts: true },
  { id: 'remove', label: (t) => t('commands.remove'), icon: 'trash', shortcut: { key: 'delete' }, group: 'chat' },
  {
    id: 'stop',
    label: (t) => t('commands.stop'),
    icon: 'stop',
    shortcut: { key: 'escape' },
    group: 'chat',
    isForTexts: true,
    isHidden: true,
  },
];

const byId = new Map(commands.map((command) => [command.id, command]));

type Handlers = Partial<Record<CommandId, () => void>>;
/** What the screens on the page offer now. */
export const useHandlers = create<{ handlers: Handlers }>(() => ({ handlers: {} }));

/** Offers a command while the component that calls this is on the page. Undefined: it cannot be done now. */
export function useCommand(id: CommandId, handler: (() => void) | undefined): void {
  const latest = useRef(handler);
  latest.current = handler;
  const isOffered = handler !== undefined;
  useEffect(() => {
    if (!isOffered) return;
    const run = () => latest.current?.();
    useHandlers.setState(({ handlers }) => ({ handlers: { ...handlers, [id]: run } }));
    return () => {
      useHandlers.setState(({ handlers }) => {
        if (handlers[id] !== run) return {};
        const { [id]: _left, ...rest } = handlers;
        return { handlers: rest };
      });
    };
  }, [id, isOffered]);
}

/** How a command is done now; undefined while it cannot be. */
export const findRun = (command: Command): (() => void) | undefined => useHandlers.getState().handlers[command.id] ?? command.run;

/** The shortcut of a command as it is called on this computer, for tooltips. */
export function commandShortcut(id: CommandId): string | undefined {
  const shortcut = byId.get(id)?.shortcut;
  return shortcut && shortcutLabel(shortcut);
}

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || isTextInput(target));

const isTextInput = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);

/** The command that this key press asks for, where it may be done. */
function findPressed(event: KeyboardEvent, keyboard: Keyboard): (() => void) | undefined {
  const command = commands.find(({ shortcut }) => shortcut && isPressed(event, shortcut, keyboard));
  if (!command?.shortcut) return undefined;
  const isPlain = !event.ctrlKey && !event.metaKey && !(command.shortcut.isTakenByBrowser && event.altKey);
  // On a Mac, Option with an arrow moves by words.
  const isForTexts = command.isForTexts === true && !(keyboard.isMac && event.altKey);
  if (isPlain && !isForTexts && isText(event.target)) return undefined;
  return findRun(command);
}

/** Listens for every shortcut until the signal aborts. An open dialog or menu keeps the keyboard for itself. */
export function listenForShortcuts(keyboard: Keyboard, signal: AbortSignal): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-state]')) return;
    const run = findPressed(event, keyboard);
    if (!run) return;
    event.preventDefault();
    run();
  };
  window.addEventListener('keydown', listen, { signal });
}
