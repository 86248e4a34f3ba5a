import type { TFunction } from 'i18next';
import { formatCount, formatDuration } from '../../../shared/format.ts';

/** Too short to be counted: sentences have words of their own for it. */
export const isFewSeconds = (seconds: number): boolean => seconds < 9.5;

/** A time that is only estimated: whole minutes from five on, and no seconds to count below ten. */
export function formatTimeLeft(t: TFunction, locale: string, seconds: number): string {
  if (isFewSeconds(seconds)) return t('downloads.fewSeconds');
  const minutes = Math.round(seconds / 60);
  const isWhole = seconds >= 300 || (minutes >= 1 && minutes * 60 === seconds);
  if (isWhole && minutes < 60) return t('downloads.minutes', { number: formatCount(locale, minutes) });
  return formatDuration(locale, (isWhole ? minutes * 60 : Math.round(seconds)) * 1000);
}
