/** What a person does with downloads; what comes of it arrives by the watch. */
import i18next from 'i18next';
import type { Download } from '../../../shared/downloads.ts';
import { fullName } from '../../../shared/model-names.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { talkTo } from '../../stores/chat-actions.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { toast } from '../../stores/toasts.ts';
import { useUi } from '../../stores/ui.ts';

export const pauseDownload = (id: string): Promise<unknown> => attempt(host().then((client) => client.downloads.pause({ id })));
/** Also tries a failed one again. */
export const resumeDownload = (id: string): Promise<unknown> => attempt(host().then((client) => client.downloads.resume({ id })));
export const pauseAll = (): Promise<unknown> => attempt(host().then((client) => client.downloads.pauseAll()));
export const resumeAll = (): Promise<unknown> => attempt(host().then((client) => client.downloads.resumeAll()));
export const clearFinished = (): Promise<unknown> => attempt(host().then((client) => client.downloads.clearFinished()));
export const moveDownload = (id: string, beforeId: string | undefined): Promise<unknown> =>
  attempt(host().then((client) => client.downloads.reorder({ id, ...(beforeId === undefined ? {} : { beforeId }) })));

/** Ends it at once and offers to take that back. */
export async function cancelDownload(download: Download): Promise<void> {
  const { id } = download;
  const client = await host();
  const isDone = await attempt(client.downloads.cancel({ id }).then(() => true));
  if (!isDone) return;
  const undo = () => void attempt(client.downloads.undoCancel({ id }));
  toast({
    icon: 'downloads',
    text: i18next.t('downloads.cancelled', { name: fullName(download) }),
    action: { label: i18next.t('app.undo'), onSelect: undo },
  });
}

/** A new conversation with a model that has just arrived. */
export function chatNow(modelId: string): void {
  useUi.setState({ isDownloadsOpen: false });
  void talkTo(modelId);
}

const needsAccess = ['hub.sign-in-needed', 'hub.access-needed'];

/** True for a download that waits for a licence or a token. */
export const isAskingForAccess = ({ state }: Download): boolean => state.type === 'failed' && needsAccess.includes(state.error.code);

/** Tries those again that waited for a token. */
export function retryAfterToken(): void {
  for (const download of useDownloads.getState().downloads.filter(isAskingForAccess)) void resumeDownload(download.id);
}

/** Tries it once more when the person comes back from the licence's page, if it still waits for that. */
export function retryOnReturn(id: string): void {
  const retry = () => {
    const download = useDownloads.getState().downloads.find((candidate) => candidate.id === id);
    if (download && isAskingForAccess(download)) void resumeDownload(id);
  };
  window.addEventListener('focus', retry, { once: true });
}
