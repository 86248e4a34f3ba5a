/** The one window: where it stands, how its frame looks, and that nothing leads it astray. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { openOutside } from './open-outside.ts';
import { isOwnPage } from './own-page.ts';
import { fitBounds, leastSize, readBounds, saveBounds } from './window-bounds.ts';

/** The ground and the symbols of look.md's two themes (stone and text-2): what shows before the page does, and Windows' own buttons. */
const frameColors = {
  light: { ground: '#f2f1ed', symbols: '#524f4a' },
  dark: { ground: '#131311', symbols: '#b1afab' },
};
const headerHeight = 44;

const currentColors = () => (nativeTheme.shouldUseDarkColors ? frameColors.dark : frameColors.light);
const overlay = () => ({ color: '#00000000', symbolColor: currentColors().symbols, height: headerHeight });

interface WindowOptions {
  pageUrl: string;
  preloadFile: string;
  boundsFile: string;
  iconFile: string;
}

export function createWindow({ pageUrl, preloadFile, boundsFile, iconFile }: WindowOptions): BrowserWindow {
  const remembered = readBounds(boundsFile);
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...fitBounds(remembered, workAreas),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Alcove',
    backgroundColor: currentColors().ground,
    autoHideMenuBar: true,
    ...(process.platform === 'linux' && { icon: iconFile }),
    ...(process.platform === 'darwin' && { titleBarStyle: 'hiddenInset' as const }),
    ...(process.platform === 'win32' && { titleBarStyle: 'hidden' as const, titleBarOverlay: overlay() }),
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      // Elsewhere than on macOS the dictionaries would be fetched from the network.
      spellcheck: process.platform === 'darwin',
    },
  });
  if (remembered?.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepBounds(window, boundsFile);
  followTheme(window);
  confine(window, pageUrl);
  void window.loadURL(pageUrl);
  return window;
}

function keepBounds(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    if (!window.isDestroyed() && !window.isMinimized())
      saveBounds(file, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', save);
}

function followTheme(window: BrowserWindow): void {
  const update = () => {
    window.setBackgroundColor(currentColors().ground);
    if (process.platform === 'win32') window.setTitleBarOverlay(overlay());
  };
  nativeTheme.on('updated', update);
  window.once('closed', () => nativeTheme.off('updated', update));
}

/** New windows and foreign pages are refused; a link a person clicks opens outside. */
function confine({ webContents }: BrowserWindow, pageUrl: string): void {
  // An address with another scheme is refused without a word: a page has no use for it.
  const openLink = (url: string) => void openOutside(url).catch(() => {});
  webContents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: 'deny' };
  });
  webContents.on('will-navigate', (event) => {
    if (isOwnPage(event.url, pageUrl)) return;
    event.preventDefault();
    openLink(event.url);
  });
  webContents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  webContents.on('will-redirect', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
}
