/** What a failed download says in its row, and what helps. */
import type { TFunction } from 'i18next';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { describeError } from '../../errors.ts';

export interface Failure {
  /** The first words, in the colour of the tone. */
  lead: string;
  rest: string;
  tone: 'warn' | 'danger';
  /** In their order; without `retry` among them trying again is no more than a small button. */
  helps: ('retry' | 'free-space' | 'licence' | 'token')[];
  url?: string | undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The letter of a Windows drive. */
const driveOf = (path: unknown): string | undefined => /^([A-Za-z]):/.exec(textOf(path) ?? '')?.[1]?.toUpperCase();

function describeFull(t: TFunction, locale: string, download: Download, data: Record<string, unknown>): Failure {
  const size = (bytes: number) => formatBytes(locale, bytes);
  const drive = driveOf(data.path);
  const needed = numberOf(data.neededBytes);
  const free = numberOf(data.freeBytes);
  const isShort = needed !== undefined && free !== undefined && needed > free;
  const { doneBytes } = download;
  return {
    lead: drive ? t('downloads.driveFull', { drive }) : t('errors.noSpace.happened'),
    rest: [
      isShort ? t('downloads.short', { size: size(needed - free) }) : undefined,
      doneBytes > 0 ? t('downloads.keptSoFar', { size: size(doneBytes) }) : undefined,
    ]
      .filter(Boolean)
      .join(t('app.sentenceGap')),
    tone: 'danger',
    helps: ['retry', 'free-space'],
  };
}

function describeAccess(t: TFunction, download: Download, error: WireError): Failure {
  const publisher = download.repository.split('/')[0] ?? '';
  const isSignIn = error.code === 'hub.sign-in-needed';
  const url = textOf(error.data?.url);
  return {
    lead: t('downloads.asksForLicence', { publisher }),
    rest: isSignIn ? t('downloads.acceptWithToken') : t('downloads.accept'),
    tone: 'warn',
    helps: [...(url ? (['licence'] as const) : []), ...(isSignIn ? (['token'] as const) : [])],
    url,
  };
}

export function describeFailure(t: TFunction, locale: string, download: Download, error: WireError): Failure {
  if (error.code === 'file.no-space') return describeFull(t, locale, download, error.data ?? {});
  if (error.code === 'hub.sign-in-needed' || error.code === 'hub.access-needed') return describeAccess(t, download, error);
  const { happened, kept, next } = describeError(t, error);
  return { lead: happened, rest: [kept, next].filter(Boolean).join(t('app.sentenceGap')), tone: 'danger', helps: ['retry'] };
}
