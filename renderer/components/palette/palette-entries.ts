/** What the palette can do now: commands, the loaded models' "unload", models and conversations by name. */
import type { TFunction } from 'i18next';
import { isUnderWay } from '../../../shared/download-state.ts';
import { formatBytes } from '../../../shared/format.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { commands, findRun } from '../../commands.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import type { Shortcut } from '../../shortcuts.ts';
import { talkTo } from '../../stores/chat-actions.ts';
import { useChats } from '../../stores/chats.ts';
import { checkConnection } from '../../stores/connection-check.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { startServer, stopServer, useServer } from '../../stores/server.ts';
import { showConversation, useUi } from '../../stores/ui.ts';
import type { IconName } from '../../ui/icon-shapes.tsx';
import { pauseAll, resumeAll } from '../downloads/actions.ts';

export interface PaletteEntry {
  id: string;
  group: 'actions' | 'models' | 'conversations';
  label: string;
  /** An icon, or the first letter of a name. */
  mark: { icon: IconName } | { letter: string };
  shortcut?: Shortcut | undefined;
  /** Right of the label: a size, a version. */
  aside?: string | undefined;
  /** Shows how well this model fits. */
  modelId?: string;
  /** When it was written in last, milliseconds since 1970. */
  at?: number;
  run: () => void;
}

function actionEntries(t: TFunction): PaletteEntry[] {
  return commands.flatMap((command) => {
    const run = findRun(command);
    if (!run || command.isHidden) return [];
    return [{ id: command.id, group: 'actions', label: command.label(t), mark: { icon: command.icon }, shortcut: command.shortcut, run }];
  });
}

function unloadEntries(t: TFunction, locale: string): PaletteEntry[] {
  return useEngine
    .getState()
    .models.filter((model) => model.state.type === 'ready')
    .map((model) => ({
      id: `unload ${model.modelId}`,
      group: 'actions',
      label: t('palette.unload', { name: model.name }),
      mark: { icon: 'eject' },
      aside: model.memoryBytes === undefined ? undefined : formatBytes(locale, model.memoryBytes),
      run: () => void attempt(host().then((client) => client.engine.unload({ modelId: model.modelId }))),
    }));
}

const entry = (id: string, label: string, icon: IconName, run: () => unknown): PaletteEntry => ({
  id,
  group: 'actions',
  label,
  mark: { icon },
  run: () => void run(),
});

function downloadEntries(t: TFunction): PaletteEntry[] {
  const { downloads } = useDownloads.getState();
  const check = () => {
    useUi.setState({ isDownloadsOpen: true });
    return checkConnection();
  };
  return [
    ...(downloads.some(isUnderWay) ? [entry('pauseDownloads', t('commands.pauseDownloads'), 'pause', pauseAll)] : []),
    ...(downloads.some(({ state }) => state.type === 'paused')
      ? [entry('resumeDownloads', t('commands.resumeDownloads'), 'play', resumeAll)]
      : []),
    entry('checkConnection', t('commands.checkConnection'), 'globe', check),
  ];
}

function serverEntries(t: TFunction): PaletteEntry[] {
  const { state } = useServer.getState();
  if (state.type !== 'on') return [entry('startServer', t('commands.startServer'), 'server', startServer)];
  const [address = ''] = state.addresses;
  const copy = () => attempt(navigator.clipboard.writeText(address));
  return [
    entry('stopServer', t('commands.stopServer'), 'server', stopServer),
    { ...entry('copyServerAddress', t('commands.copyServerAddress'), 'copy', copy), aside: address },
  ];
}

function modelEntries(): PaletteEntry[] {
  return useLibrary
    .getState()
    .models.filter(canChat)
    .map((model) => ({
      id: `model ${model.id}`,
      group: 'models',
      label: model.name,
      mark: { letter: model.name.slice(0, 1).toUpperCase() },
      aside: model.quantization,
      modelId: model.id,
      run: () => void talkTo(model.id),
    }));
}

function conversationEntries(): PaletteEntry[] {
  return Object.values(useChats.getState().byId)
    .filter(({ title }) => title !== '')
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .map(({ id, title, updatedAt }) => ({
      id: `conversation ${id}`,
      group: 'conversations',
      label: title,
      mark: { icon: 'bubble' },
      at: updatedAt,
      run: () => showConversation(id),
    }));
}

/** Everything, in the order of its groups. */
export function paletteEntries(t: TFunction, locale: string): PaletteEntry[] {
  return [
    ...actionEntries(t),
    ...unloadEntries(t, locale),
    ...downloadEntries(t),
    ...serverEntries(t),
    ...modelEntries(),
    ...conversationEntries(),
  ];
}

/** Starts a conversation with this question. */
export async function askModel(text: string): Promise<void> {
  const client = await host();
  const conversation = await attempt(client.chats.create({}));
  if (!conversation) return;
  showConversation(conversation.id);
  await attempt(client.chats.send({ conversationId: conversation.id, text }));
}
