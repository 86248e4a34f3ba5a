/** All downloads in a few words and one bar, for what shows them outside the page. */
import type { Download, DownloadList } from '../../shared/downloads.ts';
import { formatDuration, formatPercent } from '../../shared/format.ts';
import type { Texts } from './texts.ts';

export interface DownloadSummary {
  /** running: something goes on, or will by itself. paused: a person stopped it, or the network is away. failed: needs the person. */
  state: 'none' | 'running' | 'paused' | 'failed';
  /** Of everything that is not done yet and what was done beside it, between 0 and 1. */
  share: number;
  /** Not done yet. */
  count: number;
  canPause: boolean;
  canResume: boolean;
  secondsLeft: number | undefined;
}

const isRunning = ({ state }: Download) => ['queued', 'starting', 'running', 'checking'].includes(state.type);

export function summarize({ downloads, secondsLeft }: DownloadList): DownloadSummary {
  const open = downloads.filter(({ state }) => state.type !== 'done');
  const has = (type: Download['state']['type']) => open.some(({ state }) => state.type === type);
  const isActive = open.some(isRunning);
  // Without what was done in the meantime the bar would jump back with every file.
  const since = Math.min(...open.map(({ addedAt }) => addedAt));
  const batch = downloads.filter((download) => download.state.type !== 'done' || (download.endedAt ?? 0) >= since);
  const sum = (count: (download: Download) => number) => batch.reduce((total, download) => total + count(download), 0);
  const sizeBytes = sum((download) => download.sizeBytes);
  return {
    state: isActive ? 'running' : has('failed') ? 'failed' : open.length > 0 ? 'paused' : 'none',
    share: sizeBytes === 0 ? 0 : Math.min(1, sum((download) => download.doneBytes) / sizeBytes),
    count: open.length,
    canPause: isActive || has('waiting'),
    canResume: has('paused'),
    secondsLeft: isActive ? secondsLeft : undefined,
  };
}

/** "2 downloads, 43 %, 1 min 35 s left"; undefined when there are none. */
export function describeSummary({ state, share, count, secondsLeft }: DownloadSummary, texts: Texts): string | undefined {
  if (state === 'none') return undefined;
  const parts = [texts.downloads(count), formatPercent(texts.locale, share)];
  if (state === 'paused') parts.push(texts.paused);
  if (state === 'failed') parts.push(texts.stopped);
  if (secondsLeft !== undefined) parts.push(texts.left(formatDuration(texts.locale, Math.max(1, Math.round(secondsLeft)) * 1000)));
  return parts.join(texts.comma);
}
