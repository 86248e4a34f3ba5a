import { formatDate } from '../../../shared/format.ts';

/** 17 Nov; in Chinese the whole date is short. */
export function shortDate(locale: string, at: number): string {
  if (locale.startsWith('zh')) return formatDate(locale, at, Date.now());
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) }).format(at);
}
