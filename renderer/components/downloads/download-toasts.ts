/** Says once that a download has arrived or needs the person, wherever that person is in the app. */
import i18next from 'i18next';
import type { Download } from '../../../shared/downloads.ts';
import { fullName } from '../../../shared/model-names.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { onDownloadEnd } from '../../stores/downloads.ts';
import { useLibrary } from '../../stores/models.ts';
import { toast } from '../../stores/toasts.ts';
import { useUi } from '../../stores/ui.ts';
import { chatNow } from './actions.ts';
import { findArrived } from './arrived-model.ts';
import { describeFailure } from './describe-failure.ts';

/** What was said of each failed one, so that a try in vain does not say it again. */
const said = new Map<string, string>();

function tellDone(download: Download, modelId: string | undefined): void {
  said.delete(download.id);
  const find = () => findArrived(useLibrary.getState().models, download);
  const model = find();
  // The library may learn of it a moment later; only what is known to be no model to talk to offers nothing.
  const canTalk = modelId !== undefined && (!model || canChat(model));
  toast({
    icon: 'check',
    text: i18next.t('downloads.isReady', { name: fullName(download) }),
    ...(canTalk && { action: { label: i18next.t('downloads.chatNow'), onSelect: () => chatNow(find()?.id ?? modelId) } }),
  });
}

function tellFailed(download: Download, error: { code: string; data?: Record<string, unknown> | undefined }): void {
  if (said.get(download.id) === error.code) return;
  said.set(download.id, error.code);
  // Its row says it already, and a message that stays would lie over it.
  if (useUi.getState().isDownloadsOpen) return;
  const { lead, rest } = describeFailure(i18next.t, i18next.language, download, {
    code: error.code,
    ...(error.data && { data: error.data }),
  });
  toast({
    tone: 'bad',
    text: i18next.t('downloads.failedToast', { name: fullName(download), what: lead }),
    detail: rest,
    action: { label: i18next.t('downloads.show'), onSelect: () => useUi.setState({ isDownloadsOpen: true }) },
  });
}

/** Until the signal aborts. */
export function announceDownloads(signal: AbortSignal): void {
  const stop = onDownloadEnd((download) => {
    if (download.state.type === 'done') tellDone(download, download.state.modelId);
    if (download.state.type === 'failed') tellFailed(download, download.state.error);
  });
  signal.addEventListener('abort', stop, { once: true });
}
