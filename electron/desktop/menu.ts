/** The application menu of each platform. What the page does itself is sent to it as the key it listens to. */
import { type BrowserWindow, type MenuItemConstructorOptions as Item, Menu, shell } from 'electron';
import type { Texts } from './texts.ts';

interface MenuContext {
  texts: Texts;
  dataFolder: string;
  isDevelopment: boolean;
  /** Brings the window back where it was closed. */
  showWindow: () => BrowserWindow;
}

const isMac = process.platform === 'darwin';
const separator: Item = { type: 'separator' };

export function buildMenu(context: MenuContext): Menu {
  const { texts } = context;
  const file: Item = {
    label: texts.file,
    submenu: [
      pageItem(context, texts.newConversation, 'N'),
      separator,
      ...(isMac ? [] : [pageItem(context, texts.settings, ',')]),
      { label: texts.close, role: 'close' },
      ...(isMac ? [] : [separator, { label: texts.quit, role: 'quit' } satisfies Item]),
    ],
  };
  const menus = [file, editMenu(context), viewMenu(context), windowMenu(context), helpMenu(context)];
  return Menu.buildFromTemplate(isMac ? [appMenu(context), ...menus] : menus);
}

/** The page has the key itself and gets it first; a click sends the same key. */
function pageItem({ showWindow }: MenuContext, label: string, key: string): Item {
  return {
    label,
    accelerator: `CmdOrCtrl+${key}`,
    registerAccelerator: false,
    click: () => {
      const { webContents } = showWindow();
      const modifiers: ('meta' | 'control')[] = [isMac ? 'meta' : 'control'];
      webContents.focus();
      webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers });
      webContents.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers });
    },
  };
}

function appMenu(context: MenuContext): Item {
  const { texts } = context;
  return {
    role: 'appMenu',
    submenu: [
      { label: texts.about, role: 'about' },
      separator,
      pageItem(context, texts.settings, ','),
      separator,
      { label: texts.services, role: 'services' },
      separator,
      { label: texts.hide, role: 'hide' },
      { label: texts.hideOthers, role: 'hideOthers' },
      { label: texts.showAll, role: 'unhide' },
      separator,
      { label: texts.quit, role: 'quit' },
    ],
  };
}

function editMenu({ texts }: MenuContext): Item {
  return {
    label: texts.edit,
    submenu: [
      { label: texts.undo, role: 'undo' },
      { label: texts.redo, role: 'redo' },
      separator,
      { label: texts.cut, role: 'cut' },
      { label: texts.copy, role: 'copy' },
      { label: texts.paste, role: 'paste' },
      { label: texts.pasteAsText, role: 'pasteAndMatchStyle' },
      { label: texts.delete, role: 'delete' },
      separator,
      { label: texts.selectAll, role: 'selectAll' },
    ],
  };
}

function viewMenu(context: MenuContext): Item {
  const { texts } = context;
  return {
    label: texts.view,
    submenu: [
      pageItem(context, texts.palette, 'K'),
      pageItem(context, texts.loader, 'L'),
      separator,
      pageItem(context, texts.list, 'B'),
      pageItem(context, texts.panel, '.'),
      separator,
      { label: texts.resetZoom, role: 'resetZoom' },
      { label: texts.zoomIn, role: 'zoomIn' },
      { label: texts.zoomOut, role: 'zoomOut' },
      separator,
      { label: texts.fullScreen, role: 'togglefullscreen' },
      ...(context.isDevelopment
        ? [
            separator,
            { label: texts.reload, role: 'reload' } satisfies Item,
            { label: texts.developerTools, role: 'toggleDevTools' } satisfies Item,
          ]
        : []),
    ],
  };
}

function windowMenu({ texts }: MenuContext): Item {
  return {
    label: texts.window,
    role: 'windowMenu',
    submenu: [
      { label: texts.minimize, role: 'minimize' },
      ...(isMac
        ? [{ label: texts.zoom, role: 'zoom' } satisfies Item, separator, { label: texts.front, role: 'front' } satisfies Item]
        : []),
    ],
  };
}

function helpMenu({ texts, dataFolder }: MenuContext): Item {
  return {
    label: texts.help,
    role: 'help',
    submenu: [
      { label: texts.dataFolder, click: () => void shell.openPath(dataFolder) },
      ...(isMac ? [] : [separator, { label: texts.about, role: 'about' } satisfies Item]),
    ],
  };
}

/** Cut, copy and paste at the pointer, where Electron has nothing of its own. */
export function addContextMenu(window: BrowserWindow, texts: () => Texts): void {
  window.webContents.on('context-menu', (_event, { isEditable, editFlags, selectionText }) => {
    if (!isEditable && selectionText.trim() === '') return;
    const { cut, copy, paste, selectAll } = texts();
    const items: Item[] = isEditable
      ? [
          { label: cut, role: 'cut', enabled: editFlags.canCut },
          { label: copy, role: 'copy', enabled: editFlags.canCopy },
          { label: paste, role: 'paste', enabled: editFlags.canPaste },
          separator,
          { label: selectAll, role: 'selectAll' },
        ]
      : [{ label: copy, role: 'copy', enabled: editFlags.canCopy }];
    Menu.buildFromTemplate(items).popup({ window });
  });
}
