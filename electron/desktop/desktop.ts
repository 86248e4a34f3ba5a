/** Window, menu and tray around a host, as the settings want them. */
import { app, type BrowserWindow, Menu, nativeTheme, type Tray } from 'electron';
import type { Settings } from '../../shared/settings.ts';
import { addContextMenu, buildMenu } from './menu.ts';
import { chooseTexts } from './texts.ts';
import { createTray } from './tray.ts';
import { createWindow } from './window.ts';

interface DesktopOptions {
  settings: { get(): Settings; onChange(listener: () => void): () => void };
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
  const { settings, iconFile, dataFolder } = options;
  let window: BrowserWindow | undefined;
  let tray: Tray | undefined;
  const texts = () => chooseTexts(settings.get().language, app.getLocale());

  function showWindow(): BrowserWindow {
    if (!window) {
      window = createWindow(options);
      addContextMenu(window, texts);
      window.once('closed', () => {
        window = undefined;
      });
      return window;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  }

  let applied = '';
  function applySettings(): void {
    const { theme, keepRunning, language } = settings.get();
    // The file also holds much that is no matter of the frame.
    const wanted = `${theme} ${keepRunning} ${language}`;
    if (wanted === applied) return;
    applied = wanted;
    nativeTheme.themeSource = theme;
    Menu.setApplicationMenu(buildMenu({ texts: texts(), dataFolder, isDevelopment: !app.isPackaged, showWindow }));
    tray?.destroy();
    tray = keepRunning ? createTray({ iconFile, texts: texts(), onOpen: showWindow, onQuit: () => app.quit() }) : undefined;
  }

  applySettings();
  settings.onChange(applySettings);
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    // On macOS an app without a window stays in the Dock.
    if (!tray && process.platform !== 'darwin') app.quit();
  });
  return { showWindow };
}
