/** Window, menu and tray around a host, as the settings want them. */
import { app, type BrowserWindow, Menu, nativeTheme } from 'electron';
import type { DownloadList } from '../../shared/downloads.ts';
import type { ServerState } from '../../shared/server.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Platform } from '../platform.ts';
import { summarize } from './download-summary.ts';
import { addContextMenu, buildMenu } from './menu.ts';
import { showDownloads } from './show-downloads.ts';
import { chooseTexts } from './texts.ts';
import { type AlcoveTray, createTray } from './tray.ts';
import { createWindow } from './window.ts';

interface DesktopOptions {
  settings: { get(): Settings; onChange(listener: () => void): () => void };
  downloads: {
    list(): DownloadList;
    onChange(listener: (list: DownloadList) => void): () => void;
    pauseAll(): void;
    resumeAll(): void;
  };
  server: {
    readonly state: ServerState['state'];
    watch(signal?: AbortSignal): AsyncIterable<ServerState>;
    start(): Promise<void>;
    stop(): Promise<void>;
  };
  notify: Platform['notify'];
  pageUrl: string;
  preloadFile: string;
  boundsFile: string;
  iconFile: string;
  dataFolder: string;
}

export interface Desktop {
  /** Opens the window, or brings it to the front. */
  showWindow(): BrowserWindow;
}

export function createDesktop(options: DesktopOptions): Desktop {
  const { settings, downloads, server, notify, iconFile, dataFolder } = options;
  let window: BrowserWindow | undefined;
  let tray: AlcoveTray | undefined;
  const texts = () => chooseTexts(settings.get().language, app.getLocale());

  /** `hash`: what the page is to do, see renderer/follow-address.ts. */
  function showWindow(hash = ''): BrowserWindow {
    const pageUrl = options.pageUrl + hash;
    if (!window) {
      window = createWindow({ ...options, pageUrl });
      addContextMenu(window, texts);
      window.once('closed', () => {
        window = undefined;
      });
      shownDownloads.refresh();
      return window;
    }
    // Within the same page: nothing is loaded anew.
    if (hash !== '') void window.loadURL(pageUrl).catch(() => {});
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  }

  function showTray(): void {
    tray?.show({ downloads: summarize(downloads.list()), server: server.state }, texts());
  }

  async function followServer(): Promise<void> {
    for await (const _ of server.watch()) showTray();
  }

  let applied = '';
  function applySettings(): void {
    const { theme, keepRunning, language } = settings.get();
    // The file also holds much that is no matter of the frame.
    const wanted = `${theme} ${keepRunning} ${language}`;
    if (wanted === applied) return;
    applied = wanted;
    nativeTheme.themeSource = theme;
    Menu.setApplicationMenu(buildMenu({ texts: texts(), dataFolder, isDevelopment: !app.isPackaged, showWindow: () => showWindow() }));
    tray?.destroy();
    tray = keepRunning ? createTray(trayOptions) : undefined;
    showTray();
  }
  const trayOptions = {
    iconFile,
    onOpen: () => showWindow(),
    onPauseAll: () => downloads.pauseAll(),
    onResumeAll: () => downloads.resumeAll(),
    // Why it does not start stands on its screen.
    onStartServer: () => void server.start().catch(() => showWindow('#screen=server')),
    onStopServer: () => void server.stop(),
    onQuit: () => app.quit(),
  };
  const shownDownloads = showDownloads({
    downloads,
    notify,
    texts,
    findWindow: () => window,
    onOpen: (modelId) => showWindow(modelId === undefined ? '' : `#chat=${encodeURIComponent(modelId)}`),
    onChange: showTray,
  });

  applySettings();
  void followServer();
  settings.onChange(applySettings);
  app.on('second-instance', () => showWindow());
  app.on('activate', () => showWindow());
  app.on('window-all-closed', () => {
    // On macOS an app without a window stays in the Dock.
    if (!tray && process.platform !== 'darwin') app.quit();
  });
  return { showWindow: () => showWindow() };
}
