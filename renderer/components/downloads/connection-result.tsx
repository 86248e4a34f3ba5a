import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { ConnectionCheck } from '../../../shared/hub.ts';
import { describeError } from '../../errors.ts';
import { useMoment } from './use-moment.ts';

/** What a check of the connection found, in one or two sentences: which host, and what to try. */
export function ConnectionResult({ check }: { check: ConnectionCheck }) {
  const { t, i18n } = useTranslation();
  const moment = useMoment();
  const { problem, bytesPerSecond, checkedAt } = check;
  const checked = t('connection.checked', { moment: moment(checkedAt) });
  if (!problem) {
    return (
      <>
        <span className="c-ok">
          {bytesPerSecond === undefined
            ? t('connection.ok')
            : t('connection.okAt', { speed: t('downloads.perSecond', { size: formatBytes(i18n.language, bytesPerSecond) }) })}
        </span>
        {t('app.sentenceGap')}
        {checked}
      </>
    );
  }
  const { happened, next } = describeError(t, problem.error);
  const where = problem.where === 'data-host' ? t('connection.dataHost') : '';
  const name = happened.includes(problem.host) ? '' : t('connection.host', { host: problem.host });
  return (
    <>
      <span className="c-danger m">{[where, happened].filter(Boolean).join(t('app.sentenceGap'))}</span>
      {t('app.sentenceGap')}
      {[name, next, checked].filter(Boolean).join(t('app.sentenceGap'))}
    </>
  );
}
