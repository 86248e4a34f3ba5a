/** Downloads outside the page: the bar on the window's icon, a word when one of them ends, and a computer that stays awake for them. */
import { type BrowserWindow, powerSaveBlocker } from 'electron';
import type { Download, DownloadList } from '../../shared/downloads.ts';
import type { Platform } from '../platform.ts';
import { summarize } from './download-summary.ts';
import type { Texts } from './texts.ts';

interface ShowDownloadsOptions {
  downloads: { list(): DownloadList; onChange(listener: (list: DownloadList) => void): () => void };
  findWindow: () => BrowserWindow | undefined;
  notify: Platform['notify'];
  texts: () => Texts;
  /** Brings the window back, and with a model starts a conversation with it. */
  onOpen: (modelId?: string) => void;
  /** Called with each new state. */
  onChange: () => void;
}

const barModes = { none: 'none', running: 'normal', paused: 'paused', failed: 'error' } as const;

export function showDownloads({ downloads, findWindow, notify, texts, onOpen, onChange }: ShowDownloadsOptions): { refresh(): void } {
  const stayAwake = createStayAwake();
  let last = downloads.list();

  function refresh(): void {
    const summary = summarize(last);
    findWindow()?.setProgressBar(summary.state === 'none' ? -1 : summary.share, { mode: barModes[summary.state] });
    stayAwake(summary.state === 'running');
    onChange();
  }

  function tellEnd(download: Download): void {
    // Who looks at the window sees it there.
    if (findWindow()?.isFocused()) return;
    const { state, name } = download;
    if (state.type === 'failed') notify?.({ title: texts().needsYou(name), body: texts().stoppedBody, onClick: () => onOpen() });
    if (state.type !== 'done') return;
    const { modelId, isVerified } = state;
    const body = isVerified ? texts().checkedBody : texts().doneBody;
    const onClick = () => onOpen(modelId);
    notify?.({ title: texts().ready(name), body, onClick, ...(modelId !== undefined && { action: texts().chatNow }) });
  }

  downloads.onChange((list) => {
    const before = new Map(last.downloads.map(({ id, state }) => [id, state.type]));
    last = list;
    refresh();
    for (const download of list.downloads) {
      const typeBefore = before.get(download.id);
      if (typeBefore !== undefined && typeBefore !== download.state.type) tellEnd(download);
    }
  });
  refresh();
  return { refresh };
}

/** The screen may go dark; the computer goes on. */
function createStayAwake(): (isWanted: boolean) => void {
  let blocker: number | undefined;
  return (isWanted) => {
    if (isWanted) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
}
