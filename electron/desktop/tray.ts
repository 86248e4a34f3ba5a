import { Menu, nativeImage, Tray } from 'electron';
import type { Texts } from './texts.ts';

interface TrayOptions {
  iconFile: string;
  texts: Texts;
  onOpen: () => void;
  onQuit: () => void;
}

/** Alcove in the system's tray, for a person who lets it run without a window. */
export function createTray({ iconFile, texts, onOpen, onQuit }: TrayOptions): Tray {
  const size = process.platform === 'darwin' ? 18 : 16;
  const icon = nativeImage.createFromPath(iconFile).resize({ width: size, height: size });
  icon.setTemplateImage(process.platform === 'darwin');
  const tray = new Tray(icon);
  tray.setToolTip('Alcove');
  tray.setContextMenu(
    Menu.buildFromTemplate([{ label: texts.open, click: onOpen }, { type: 'separator' }, { label: texts.quit, click: onQuit }]),
  );
  tray.on('click', onOpen);
  return tray;
}
