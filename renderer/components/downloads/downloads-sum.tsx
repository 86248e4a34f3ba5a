import { useTranslation } from 'react-i18next';
import { isUnderWay } from '../../../shared/download-state.ts';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes } from '../../../shared/format.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { Button } from '../../ui/button.tsx';
import { pauseAll, resumeAll } from './actions.ts';
import { formatTimeLeft, isFewSeconds } from './time-left.ts';

/** All downloads together: how fast, how much is left, and one button for all of them. */
export function DownloadsSum({ rows }: { rows: readonly Download[] }) {
  const { t, i18n } = useTranslation();
  const { bytesPerSecond, leftBytes, secondsLeft } = useDownloads();
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const isGoing = rows.some((row) => isUnderWay(row) && row.state.type !== 'checking');
  const isStopped = rows.some(({ state }) => state.type === 'paused');
  const isRunning = rows.some(({ state }) => state.type === 'running');
  const isStarting = rows.some(({ state }) => state.type === 'starting');
  const words = isRunning
    ? // Not known in the first moment.
      bytesPerSecond >= 1 && t('downloads.perSecond', { size: size(bytesPerSecond) })
    : isGoing
      ? t(isStarting ? 'downloads.starting' : 'downloads.allWaiting')
      : isStopped && t('downloads.allPaused');
  const left = () => {
    const total = size(leftBytes);
    if (!isRunning || secondsLeft === undefined) return t('downloads.totalLeft', { size: total });
    if (isFewSeconds(secondsLeft)) return t('downloads.totalLeftFew', { size: total });
    return t('downloads.totalLeftFor', { size: total, time: formatTimeLeft(t, i18n.language, secondsLeft) });
  };
  return (
    <div className="row">
      <span className="num grow">
        {words && <span className="m">{words}</span>}
        {leftBytes > 0 && (
          <span className="c3">
            {words && ' · '}
            {left()}
          </span>
        )}
      </span>
      {/* One button for both, so that it keeps the focus. */}
      {(isGoing || isStopped) && (
        <Button variant="quiet" size="sm" icon={isGoing ? 'pause' : 'play'} onClick={() => void (isGoing ? pauseAll() : resumeAll())}>
          {isGoing ? t('downloads.pauseAll') : t('downloads.resumeAll')}
        </Button>
      )}
    </div>
  );
}
