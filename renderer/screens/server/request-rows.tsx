import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import type { ApiRequest } from '../../../shared/server.ts';
import { useNow } from '../../components/use-now.ts';
import { formatClock, formatTook } from './times.ts';

const activities: Record<NonNullable<ApiRequest['activity']>, (t: TFunction) => string> = {
  waiting: (t) => t('server.activity.waiting'),
  loading: (t) => t('server.activity.loading'),
  reading: (t) => t('server.activity.reading'),
  writing: (t) => t('server.activity.writing'),
};

/** Statuses that say "not now" rather than "wrong". */
const laterStatuses = [408, 429, 503, 529];
/** The program left; see the host's log. */
const leftStatus = 499;

function toneOf(status: number): string {
  if (status < 400 || status === leftStatus) return 'ok';
  return laterStatuses.includes(status) ? 'warn' : 'bad';
}

function Result({ request: { status, failure, activity = 'waiting' } }: { request: ApiRequest }) {
  const { t } = useTranslation();
  if (status === undefined) return <span className="status busy">{activities[activity](t)}</span>;
  // A stream has its status before it fails.
  if (status < 400 && failure !== undefined) return <span className="status bad">{t('server.brokenOff')}</span>;
  return <span className={`status ${toneOf(status)}`}>{status === leftStatus ? t('server.left') : status}</span>;
}

/** How long it takes so far, every second. */
function SoFar({ at }: { at: number }) {
  const { i18n } = useTranslation();
  const now = useNow(true);
  return formatTook(i18n.language, Math.max(0, now - at));
}

/** What people meet most, in their own language; the rest is for who writes the program, in the words that it got. */
const reasons: Record<string, (t: TFunction, number: (name: string) => string) => string> = {
  unauthorized: (t) => t('server.reasons.unauthorized'),
  context: (t, number) => t('server.reasons.context', { prompt: number('promptTokens'), context: number('contextLength') }),
  'rate-limited': (t) => t('server.reasons.rateLimited'),
  busy: (t, number) => t('server.reasons.busy', { waiting: number('waiting') }),
  'too-large': (t) => t('server.reasons.tooLarge'),
  internal: (t) => t('server.reasons.internal'),
};

/** Why a request was refused: for a model that is not here, which ones come near. */
function Reason({ request: { failure, failureKind = '', failureNumbers = {}, model, nearest } }: { request: ApiRequest }) {
  const { t, i18n } = useTranslation();
  const reason = reasons[failureKind];
  if (reason) return <span title={failure}>{reason(t, (name) => formatCount(i18n.language, failureNumbers[name] ?? 0))}</span>;
  if (!nearest || model === undefined) return failure;
  if (nearest.length === 0) return t('server.noModel', { name: model });
  return (
    <>
      {t('server.noModelNearest', { name: model })}{' '}
      {nearest.map((id, index) => (
        <span key={id}>
          {index > 0 && t('server.listComma')}
          <b>{id}</b>
        </span>
      ))}
    </>
  );
}

/** Without its version: the list is narrow, and the whole id stands in the tooltip. */
const shortModel = (id: string) => id.replace(/@[^@]*$/, '');

const Row = memo(function Row({ request }: { request: ApiRequest }) {
  const { t, i18n } = useTranslation();
  const { at, method, path, model, keyName, tokens, tookMs, status, failure } = request;
  return (
    <>
      <tr>
        <td className="c3">{formatClock(at)}</td>
        <td className="sv-method">{method}</td>
        <td className="lp cut" title={path}>
          {path}
        </td>
        <td className="sv-model c2 cut" title={model}>
          {model && shortModel(model)}
        </td>
        <td className="sv-key c2 cut" title={keyName}>
          {keyName ?? t('server.noKey')}
        </td>
        <td className="r c2">{tokens !== undefined && formatCount(i18n.language, tokens)}</td>
        <td className="r c2">{tookMs !== undefined ? formatTook(i18n.language, tookMs) : status === undefined && <SoFar at={at} />}</td>
        <td className="r">
          <Result request={request} />
        </td>
      </tr>
      {failure !== undefined && (
        <tr className="why">
          <td aria-hidden="true" />
          <td colSpan={7}>
            <Reason request={request} />
          </td>
        </tr>
      )}
    </>
  );
});

/** The requests as a table, in the order given. */
export function RequestRows({ requests }: { requests: readonly ApiRequest[] }) {
  const { t } = useTranslation();
  return (
    <table className="table lt" aria-labelledby="sv-requests">
      <thead>
        <tr>
          <th>{t('server.columns.time')}</th>
          <th className="sv-method">
            <span className="sr">{t('server.columns.method')}</span>
          </th>
          <th>{t('server.columns.path')}</th>
          <th className="sv-model">{t('server.columns.model')}</th>
          <th className="sv-key">{t('server.columns.key')}</th>
          <th className="r">{t('server.columns.tokens')}</th>
          <th className="r">{t('server.columns.took')}</th>
          <th className="r">{t('server.columns.result')}</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </tbody>
    </table>
  );
}
