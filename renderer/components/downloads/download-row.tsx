import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { fullName } from '../../../shared/model-names.ts';
import { describeError } from '../../errors.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useNow } from '../use-now.ts';
import { cancelDownload, pauseDownload, resumeDownload } from './actions.ts';
import { useProgressWords } from './progress-words.ts';
import type { Reorder } from './use-reorder.ts';

/** The first letter in a square. */
export function DownloadMark({ download }: { download: Download }) {
  return (
    <span className="ava" aria-hidden="true">
      {download.name.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** Name and version, and at the right what can be done. */
export function DownloadHead({ download, children }: { download: Download; children?: ReactNode }) {
  const { name, quantization } = download;
  return (
    <div className="row">
      <span className="m cut grow" title={fullName(download)}>
        {name}
        <span className="c3 font-normal"> {quantization}</span>
      </span>
      {children}
    </div>
  );
}

/** How full the bar is. While the hash is computed it stays full, and what has been checked darkens it. */
function DownloadBar({ download }: { download: Download }) {
  const { state, doneBytes, sizeBytes } = download;
  const isStill = state.type === 'paused' || state.type === 'waiting' || state.type === 'queued';
  const bytes = state.type === 'checking' ? state.checkedBytes : doneBytes;
  return (
    <Progress
      label={fullName(download)}
      value={sizeBytes > 0 ? Math.min(1, bytes / sizeBytes) : 0}
      state={isStill ? 'paused' : 'running'}
      className={state.type === 'checking' ? 'checking' : ''}
    />
  );
}

const canPause = ({ state }: Download): boolean => ['queued', 'starting', 'running', 'waiting'].includes(state.type);

/** One download that is under way, or paused. */
export function DownloadRow({ download, reorder }: { download: Download; reorder: Reorder }) {
  const { t } = useTranslation();
  const words = useProgressWords();
  const { id, state } = download;
  const now = useNow(state.type === 'waiting' || state.type === 'checking');
  const isPaused = state.type === 'paused';
  const named = (action: string) => t('downloads.of', { action, name: fullName(download) });
  return (
    <ContextMenu items={reorder.menuItems(id)}>
      <li className={`dl ${reorder.rowLook(id)}`} {...reorder.rowProps(id)}>
        <DownloadMark download={download} />
        <div className="grow">
          <DownloadHead download={download}>
            {/* One button for both, so that it keeps the focus. */}
            {(isPaused || canPause(download)) && (
              <IconButton
                size="sm"
                icon={isPaused ? 'play' : 'pause'}
                label={named(isPaused ? t('downloads.resume') : t('downloads.pause'))}
                onClick={() => void (isPaused ? resumeDownload(id) : pauseDownload(id))}
              />
            )}
            <IconButton size="sm" icon="x" label={named(t('downloads.cancel'))} onClick={() => void cancelDownload(download)} />
          </DownloadHead>
          <DownloadBar download={download} />
          <p className="t-12 c3 num">
            {state.type === 'waiting' && (
              <>
                <span className="c-warn m">{describeError(t, state.error).happened}</span>
                {t('app.sentenceGap')}
              </>
            )}
            {words(download, now)}
          </p>
        </div>
      </li>
    </ContextMenu>
  );
}
