import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { fullName } from '../../../shared/model-names.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { showSettings } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { openOutside } from '../markdown/link.tsx';
import { cancelDownload, isAskingForAccess, resumeDownload, retryOnReturn } from './actions.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import { DownloadHead, DownloadMark } from './download-row.tsx';

function Helps({ download, failure }: { download: Download; failure: Failure }) {
  const { t } = useTranslation();
  const { url } = failure;
  const helps: Record<Failure['helps'][number], ReactNode> = {
    retry: (
      <Button size="sm" icon="retry" onClick={() => void resumeDownload(download.id)}>
        {t('downloads.tryAgain')}
      </Button>
    ),
    'free-space': (
      <Button size="sm" icon="disk" onClick={() => showSettings('storage')}>
        {t('downloads.freeSpace')}
      </Button>
    ),
    licence: url && (
      <a
        className="btn sm"
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(event) => {
          retryOnReturn(download.id);
          openOutside(event, url);
        }}
      >
        <Icon name="external" size={14} />
        {t('downloads.openLicence')}
      </a>
    ),
    token: (
      <Button size="sm" icon="shield" onClick={() => showSettings('network')}>
        {t('downloads.addToken')}
      </Button>
    ),
  };
  return (
    <div className="row mt-1.5 flex-wrap gap-1.5!">
      {failure.helps.map((help) => (
        <span key={help}>{helps[help]}</span>
      ))}
    </div>
  );
}

/** A download that needs the person: what happened, what was kept, what helps. */
export function FailedRow({ download, error }: { download: Download; error: WireError }) {
  const { t, i18n } = useTranslation();
  const failure = describeFailure(t, i18n.language, download, error);
  const { sizeBytes, doneBytes } = download;
  const name = fullName(download);
  return (
    <li className="dl">
      <DownloadMark download={download} />
      <div className="grow">
        <DownloadHead download={download}>
          {!failure.helps.includes('retry') && (
            <IconButton
              size="sm"
              icon="retry"
              label={t('downloads.of', { action: t('downloads.tryAgain'), name })}
              onClick={() => void resumeDownload(download.id)}
            />
          )}
          <IconButton
            size="sm"
            icon="x"
            label={t('downloads.of', { action: t('downloads.remove'), name })}
            onClick={() => void cancelDownload(download)}
          />
        </DownloadHead>
        {!isAskingForAccess(download) && <Progress label={name} state="failed" value={sizeBytes > 0 ? doneBytes / sizeBytes : 0} />}
        <p className="text-[12px]/[17px]">
          <span className={`m ${failure.tone === 'warn' ? 'c-warn' : 'c-danger'}`}>{failure.lead}</span>
          {t('app.sentenceGap')}
          <span className="c2">{failure.rest}</span>
        </p>
        <Helps download={download} failure={failure} />
      </div>
    </li>
  );
}
