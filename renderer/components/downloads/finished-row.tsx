import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes } from '../../../shared/format.ts';
import { fullName } from '../../../shared/model-names.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { chatNow } from './actions.ts';
import { findArrived } from './arrived-model.ts';
import { DownloadHead, DownloadMark } from './download-row.tsx';
import { useMoment } from './use-moment.ts';

/** A download that has arrived: how large, whether it was checked, when; and a conversation with it. */
export function FinishedRow({ download }: { download: Download }) {
  const { t, i18n } = useTranslation();
  const moment = useMoment();
  const { state, sizeBytes, endedAt } = download;
  const model = useLibrary(({ models }) => findArrived(models, download));
  const isVerified = state.type === 'done' && state.isVerified;
  const line = [
    formatBytes(i18n.language, sizeBytes),
    isVerified ? t('downloads.checked') : t('downloads.sizeChecked'),
    ...(endedAt === undefined ? [] : [moment(endedAt)]),
  ];
  return (
    <li className="dl">
      <DownloadMark download={download} />
      <div className="grow">
        <DownloadHead download={download}>
          {model && canChat(model) && (
            <Button
              size="sm"
              icon="chat"
              aria-label={t('downloads.of', { action: t('downloads.chatNow'), name: fullName(download) })}
              onClick={() => chatNow(model.id)}
            >
              {t('downloads.chatNow')}
            </Button>
          )}
        </DownloadHead>
        <p className="t-12 c3 num">{line.join(' · ')}</p>
      </div>
    </li>
  );
}
