/** The line under a download's name: how far it is, how fast, how long it will take. */
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes, formatCountdown } from '../../../shared/format.ts';
import { checkSecondsLeft } from '../../stores/downloads.ts';
import { useSizePair } from '../memory-bar.tsx';
import { formatTimeLeft, isFewSeconds } from './time-left.ts';

/** "2.6 of 4.3 GB · 14.8 MB/s · 1 min 55 s left"; for a waiting one the words that say why stand in front of it. */
export function useProgressWords(): (download: Download, now: number) => string {
  const { t, i18n } = useTranslation();
  const pair = useSizePair();
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const time = (seconds: number) => formatTimeLeft(t, i18n.language, seconds);
  const left = (seconds: number) => (isFewSeconds(seconds) ? t('downloads.leftFew') : t('downloads.left', { time: time(seconds) }));
  const far = ({ files, doneBytes, sizeBytes }: Download) =>
    files.length > 1 ? t('downloads.files', { sizes: pair(doneBytes, sizeBytes), count: files.length }) : pair(doneBytes, sizeBytes);
  const line = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' · ');

  return (download, now) => {
    const { state, doneBytes, sizeBytes } = download;
    switch (state.type) {
      case 'queued':
        return line(t('downloads.queued'), doneBytes > 0 ? far(download) : size(sizeBytes));
      case 'starting':
        return line(t('downloads.starting'), doneBytes > 0 ? far(download) : size(sizeBytes));
      case 'running':
        return line(
          far(download),
          state.bytesPerSecond < 1 ? undefined : t('downloads.perSecond', { size: size(state.bytesPerSecond) }),
          state.secondsLeft === undefined ? undefined : left(state.secondsLeft),
        );
      case 'waiting': {
        const seconds = state.retryAt === undefined ? undefined : Math.max(0, Math.ceil((state.retryAt - now) / 1000));
        const soon =
          seconds === undefined
            ? t('downloads.goesOn')
            : seconds === 0
              ? t('downloads.goesOnNow')
              : t('downloads.goesOnIn', { time: formatCountdown(i18n.language, seconds) });
        return doneBytes > 0 ? `${soon}${t('app.sentenceGap')}${t('downloads.keptSoFar', { size: size(doneBytes) })}` : soon;
      }
      case 'checking': {
        const seconds = checkSecondsLeft(download, now);
        if (seconds === undefined) return t('downloads.checking', { size: size(sizeBytes) });
        return isFewSeconds(seconds)
          ? t('downloads.checkingFew', { size: size(sizeBytes) })
          : t('downloads.checkingFor', { size: size(sizeBytes), time: time(seconds) });
      }
      case 'paused':
        return doneBytes > 0
          ? t('downloads.pausedAt', { sizes: pair(doneBytes, sizeBytes) })
          : line(t('downloads.allPaused'), size(sizeBytes));
      case 'failed':
      case 'done':
        return size(sizeBytes);
      default:
        return state satisfies never;
    }
  };
}
