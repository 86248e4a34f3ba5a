import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPercent } from '../../../shared/format.ts';
import { fullName } from '../../../shared/model-names.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { describeFailure } from './describe-failure.ts';

const quarterOf = (done: number, whole: number): number => (whole > 0 ? Math.floor((4 * done) / whole) : 0);

/** Says aloud when a download has reached another quarter, so that progress is heard without talking all the time, and when one fails. */
export function Quarters() {
  const { t, i18n } = useTranslation();
  const downloads = useDownloads((state) => state.downloads);
  const last = useRef(new Map<string, number>());
  const failed = useRef<Set<string>>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    for (const { id, name, state, doneBytes, sizeBytes } of downloads) {
      const quarter = quarterOf(doneBytes, sizeBytes);
      const before = last.current.get(id);
      last.current.set(id, quarter);
      if (state.type !== 'running' || before === undefined || quarter <= before) continue;
      setSaid(t('downloads.atShare', { name, share: formatPercent(i18n.language, quarter / 4) }));
    }
    const before = failed.current;
    failed.current = new Set(downloads.flatMap(({ id, state }) => (state.type === 'failed' ? [id] : [])));
    for (const download of downloads) {
      if (download.state.type !== 'failed' || !before || before.has(download.id)) continue;
      const { lead } = describeFailure(t, i18n.language, download, download.state.error);
      setSaid(t('downloads.failedToast', { name: fullName(download), what: lead }));
    }
  }, [downloads, t, i18n.language]);
  return (
    <p className="sr" role="status">
      {said}
    </p>
  );
}
