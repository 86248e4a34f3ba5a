/** What the host's failures with other computers mean in the person's words. */
import i18next, { type TFunction } from 'i18next';
import type { AppErrorCode } from '../shared/errors.ts';
import type { ErrorText } from './errors.ts';

type Data = Record<string, unknown>;
type HubErrorCode = Extract<AppErrorCode, `hub.${string}` | `download.${string}`>;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const time = (value: unknown): string =>
  typeof value === 'number' ? new Intl.DateTimeFormat(i18next.language, { timeStyle: 'medium' }).format(value) : '';

/** Why a host could not be reached; the sentences say what to try. */
const unreachable: Record<string, (t: TFunction, host: string) => ErrorText> = {
  offline: (t) => ({ happened: t('errors.unreachable.offline'), next: t('errors.unreachable.offlineNext') }),
  dns: (t, host) => ({ happened: t('errors.unreachable.dns', { host }), next: t('errors.unreachable.dnsNext') }),
  refused: (t, host) => ({ happened: t('errors.unreachable.refused', { host }), next: t('errors.unreachable.next') }),
  timeout: (t, host) => ({ happened: t('errors.unreachable.timeout', { host }), next: t('errors.unreachable.next') }),
  reset: (t, host) => ({ happened: t('errors.unreachable.reset', { host }), next: t('errors.unreachable.next') }),
  certificate: (t, host) => ({ happened: t('errors.unreachable.certificate', { host }), next: t('errors.unreachable.certificateNext') }),
  proxy: (t, host) => ({ happened: t('errors.unreachable.proxy', { host }), next: t('errors.unreachable.proxyNext') }),
};

export const hubDescriptions: Record<HubErrorCode, (t: TFunction, data: Data) => ErrorText> = {
  'hub.unreachable': (t, data) => (unreachable[text(data.reason)] ?? unreachable.refused)?.(t, text(data.host)) as ErrorText,
  'hub.portal': (t, data) => ({ happened: t('errors.portal.happened', { host: text(data.host) }), next: t('errors.portal.next') }),
  'hub.rate-limited': (t, data) => ({
    happened: t('errors.rateLimited.happened', { host: text(data.host) }),
    next: t('errors.rateLimited.next', { time: time(data.retryAt) }),
  }),
  'hub.failed': (t, data) => ({
    happened: t('errors.hubFailed.happened', { host: text(data.host), status: text(data.status) }),
    next: t('errors.hubFailed.next'),
  }),
  'hub.not-found': (t, data) => ({
    happened: t(data.missing === 'file' ? 'errors.fileGone.happened' : 'errors.repositoryNotFound.happened', {
      name: text(data.repository),
    }),
    next: t(data.missing === 'file' ? 'errors.fileGone.next' : 'errors.repositoryNotFound.next'),
  }),
  'hub.sign-in-needed': (t) => ({ happened: t('errors.signInNeeded.happened'), next: t('errors.signInNeeded.next') }),
  'hub.access-needed': (t) => ({ happened: t('errors.accessNeeded.happened'), next: t('errors.accessNeeded.next') }),
  'hub.token-invalid': (t) => ({ happened: t('errors.tokenInvalid.happened'), next: t('errors.tokenInvalid.next') }),
  'hub.token-refused': (t) => ({ happened: t('errors.tokenRefused.happened'), next: t('errors.tokenRefused.next') }),
  'hub.no-version': (t, data) => ({
    happened: data.wanted ? t('errors.noVersion.wanted', { name: text(data.wanted) }) : t('errors.noVersion.happened'),
    next: t('errors.noVersion.next'),
  }),
  'hub.picture-refused': (t) => ({ happened: t('errors.pictureRefused.happened'), next: t('errors.pictureRefused.next') }),
  'download.not-found': (t) => ({ happened: t('errors.downloadNotFound.happened'), next: t('errors.downloadNotFound.next') }),
  'download.checksum': (t, data) => ({
    happened: t('errors.checksum.happened', { name: text(data.fileName) }),
    kept: t('errors.checksum.kept'),
    next: t('errors.checksum.next'),
  }),
  'download.changed': (t, data) => ({
    happened: t('errors.downloadChanged.happened', { name: text(data.fileName) }),
    next: t('errors.downloadChanged.next'),
  }),
  'download.unsafe-name': (t, data) => ({
    happened: t('errors.unsafeName.happened', { name: text(data.fileName) }),
    kept: t('errors.unsafeName.kept'),
    next: t('errors.unsafeName.next'),
  }),
  'download.in-use': (t, data) => ({
    happened: t('errors.downloadInUse.happened', { name: text(data.fileName) }),
    next: t('errors.downloadInUse.next'),
  }),
};
