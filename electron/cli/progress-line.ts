/** A download in one line, for a terminal and for a log. */
import type { Download } from '../../shared/downloads.ts';
import { formatBytes, formatDuration, formatPercent } from '../../shared/format.ts';
import { describeFailure } from './describe-error.ts';

const barWidth = 24;
/** Below this many columns the numbers matter more than the bar. */
const roomForBar = 100;

export const titleOf = ({ name, quantization }: Download): string => (name.includes(quantization) ? name : `${name} ${quantization}`);

/** Between 0 and 1; while the hash is computed, how far that is. */
function shareOf({ doneBytes, sizeBytes, state }: Download): number {
  const bytes = state.type === 'checking' ? state.checkedBytes : doneBytes;
  return sizeBytes === 0 ? 0 : Math.min(1, bytes / sizeBytes);
}

/** What changes in place on a terminal. */
export function describeProgress(download: Download, columns: number): string {
  const share = shareOf(download);
  const filled = Math.floor(share * barWidth);
  const bar = columns < roomForBar ? '' : `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}  `;
  return `${titleOf(download)}  ${bar}${describeState(download)}`;
}

/** How far it is and what happens now. */
export function describeState(download: Download): string {
  const { state, doneBytes, sizeBytes } = download;
  const percent = formatPercent('en', shareOf(download));
  const amount = `${percent}  ${formatBytes('en', doneBytes)} of ${formatBytes('en', sizeBytes)}`;
  switch (state.type) {
    case 'queued':
      return `${amount}  waiting for its turn`;
    case 'starting':
      return `${amount}  starting`;
    case 'running': {
      const left =
        state.secondsLeft === undefined ? '' : `  ${formatDuration('en', Math.max(1, Math.round(state.secondsLeft)) * 1000)} left`;
      return `${amount}  ${formatBytes('en', state.bytesPerSecond)}/s${left}`;
    }
    case 'waiting':
      return `${amount}  ${describeFailure(state.error)}`;
    case 'checking':
      return `checking ${percent}`;
    case 'paused':
      return `${amount}  paused`;
    case 'failed':
      return `${amount}  ${describeFailure(state.error)}`;
    case 'done':
      return formatBytes('en', sizeBytes);
    default:
      return state satisfies never;
  }
}

const stepShare = 0.1;
const stepMs = 10_000;

/** Decides which of many states are worth a line in a log: one for every 10 % or 10 seconds, and each change of what happens. */
export function createLineFilter(): (download: Download, now: number) => boolean {
  let last: { step: number; type: string; at: number } | undefined;
  return (download, now) => {
    const { type } = download.state;
    const step = Math.floor(shareOf(download) / stepShare);
    const isNews = last === undefined || last.type !== type || step > last.step || now - last.at >= stepMs;
    if (isNews) last = { step, type, at: now };
    return isNews;
  };
}
