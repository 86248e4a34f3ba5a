import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { type DownloadSummary, describeSummary } from './download-summary.ts';
import type { Texts } from './texts.ts';

interface TrayOptions {
  iconFile: string;
  onOpen: () => void;
  onPauseAll: () => void;
  onResumeAll: () => void;
  onQuit: () => void;
}

export interface AlcoveTray {
  show(summary: DownloadSummary, texts: Texts): void;
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
    show(summary, texts) {
      const about = describeSummary(summary, texts);
      tray.setToolTip(about === undefined ? 'Alcove' : `Alcove${texts.colon}${about}`);
      // A menu that is open closes when it is replaced, so it only is when it says something else.
      const items = describeMenu(summary, texts, options);
      const labels = items.map(({ label }) => label).join('\n');
      if (labels === shown) return;
      shown = labels;
      tray.setContextMenu(Menu.buildFromTemplate(items));
    },
    destroy: () => tray.destroy(),
  };
}

/** Without what changes all the time. */
function describeMenu(summary: DownloadSummary, texts: Texts, actions: TrayOptions): MenuItemConstructorOptions[] {
  const { count, canPause, canResume } = summary;
  const separator = { type: 'separator' } as const;
  return [
    { label: texts.open, click: actions.onOpen },
    separator,
    ...(count > 0 ? [{ label: texts.downloads(count), enabled: false }] : []),
    ...(canPause ? [{ label: texts.pauseAll, click: actions.onPauseAll }] : []),
    ...(canResume ? [{ label: texts.resumeAll, click: actions.onResumeAll }] : []),
    ...(count > 0 ? [separator] : []),
    { label: texts.quit, click: actions.onQuit },
  ];
}
