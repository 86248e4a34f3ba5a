/** Dialogs for the times when there is no window to say it in. */
import { app, dialog } from 'electron';
import { AppError } from '../../shared/errors.ts';
import type { HostAddress } from '../lib/host-lock.ts';
import { pageUrl } from '../start-host.ts';
import { openOutside } from './open-outside.ts';
import { chooseTexts } from './texts.ts';

/** Another kind of host has the data folder: says which, and opens the browser where that helps. */
export async function explainLiveHost(live: HostAddress): Promise<void> {
  const texts = chooseTexts('system', app.getLocale());
  if (live.kind !== 'browser') {
    await dialog.showMessageBox({ type: 'info', message: texts.runsAlready, detail: texts.runsCommand, buttons: [texts.ok] });
    return;
  }
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: texts.runsAlready,
    detail: texts.runsInBrowser,
    buttons: [texts.openThere, texts.cancel],
    cancelId: 1,
  });
  if (response === 0) await openOutside(pageUrl(live));
}

export function explainFailedStart(error: unknown): void {
  const texts = chooseTexts('system', app.getLocale());
  const isNewer = error instanceof AppError && error.code === 'database.newer';
  dialog.showErrorBox(texts.cannotStart, isNewer ? texts.newerFolder : String((error as Error)?.message ?? error));
}
