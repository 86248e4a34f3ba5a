import type { TFunction } from 'i18next';
import { formatDuration } from '../../../shared/format.ts';

/** A time that is only estimated: whole minutes from five on, and no seconds to count below ten. */
export function formatTimeLeft(t: TFunction, locale: string, seconds: number): string {
  if (seconds < 9.5) return t('downloads.fewSeconds');
  const step = seconds >= 300 ? 60 : 1;
  return formatDuration(locale, Math.round(seconds / step) * step * 1000);
}
