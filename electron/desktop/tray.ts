import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { ServerState } from '../../shared/server.ts';
import { type DownloadSummary, describeSummary } from './download-summary.ts';
import type { Texts } from './texts.ts';

interface TrayOptions {
  iconFile: string;
  onOpen: () => void;
  onPauseAll: () => void;
  onResumeAll: () => void;
  onStartServer: () => void;
  onStopServer: () => void;
  onQuit: () => void;
}

/** What the tray tells. */
export interface TrayState {
  downloads: DownloadSummary;
  server: ServerState['state'];
}

export interface AlcoveTray {
  show(state: TrayState, texts: Texts): void;
  destroy(): void;
}

/** Alcove in the system's tray, for a person who lets it run without a window. */
export function createTray(options: TrayOptions): AlcoveTray {
  const { iconFile, onOpen } = options;
  const size = process.platform === 'darwin' ? 18 : 16;
  const icon = nativeImage.createFromPath(iconFile).resize({ width: size, height: size });
  icon.setTemplateImage(process.platform === 'darwin');
  const tray = new Tray(icon);
  tray.on('click', onOpen);
  let shown = '';
  return {
    show(state, texts) {
      const about = describeSummary(state.downloads, texts);
      tray.setToolTip(about === undefined ? 'Alcove' : `Alcove${texts.colon}${about}`);
      // A menu that is open closes when it is replaced, so it only is when it says something else.
      const items = describeMenu(state, texts, options);
      const labels = items.map(({ label }) => label).join('\n');
      if (labels === shown) return;
      shown = labels;
      tray.setContextMenu(Menu.buildFromTemplate(items));
    },
    destroy: () => tray.destroy(),
  };
}

/** Without what changes all the time. */
function describeMenu(state: TrayState, texts: Texts, actions: TrayOptions): MenuItemConstructorOptions[] {
  const { count, canPause, canResume } = state.downloads;
  const separator = { type: 'separator' } as const;
  return [
    { label: texts.open, click: actions.onOpen },
    separator,
    ...describeServer(state.server, texts, actions),
    separator,
    ...(count > 0 ? [{ label: texts.downloads(count), enabled: false }] : []),
    ...(canPause ? [{ label: texts.pauseAll, click: actions.onPauseAll }] : []),
    ...(canResume ? [{ label: texts.resumeAll, click: actions.onResumeAll }] : []),
    ...(count > 0 ? [separator] : []),
    { label: texts.quit, click: actions.onQuit },
  ];
}

/** How the server is, and the switch for it. */
function describeServer(state: TrayState['server'], texts: Texts, actions: TrayOptions): MenuItemConstructorOptions[] {
  const stop = { label: texts.stopServer, click: actions.onStopServer };
  const start = { label: texts.startServer, click: actions.onStartServer };
  switch (state.type) {
    case 'on':
      return [{ label: texts.serverAt(state.addresses[0] ?? ''), enabled: false }, stop];
    case 'starting':
      return [{ label: texts.serverStarting, enabled: false }, stop];
    case 'failed':
      return [{ label: texts.serverFailed, enabled: false }, start];
    case 'off':
      return [start];
    default:
      return state satisfies never;
  }
}
