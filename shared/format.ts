/**
 * Numbers, sizes, durations and dates as people read them, in both languages: number, no-break space, unit. Only symbols of units
 * stand here; words come from the locale files.
 */

const noBreak = '\u00a0';

const isChinese = (locale: string) => locale.startsWith('zh');

const numberFormats = new Map<string, Intl.NumberFormat>();

function format(locale: string, value: number, digits: number): string {
  const key = `${locale} ${digits}`;
  let numbers = numberFormats.get(key);
  if (!numbers) {
    numbers = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numberFormats.set(key, numbers);
  }
  return numbers.format(value);
}

/** 8,192. Rounds to whole numbers. */
export const formatCount = (locale: string, count: number): string => format(locale, Math.round(count), 0);

/** 64 %, from a share between 0 and 1. */
export const formatPercent = (locale: string, share: number): string => `${format(locale, Math.floor(share * 100), 0)}${noBreak}%`;

/** 5.0 GB, 182 GB, 146 MB, 77.6 MB, 312 kB: powers of ten, as drives and downloads are sold. */
export function formatBytes(locale: string, bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = Math.abs(bytes);
  // From 999.5 on it would be written as 1,000.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit < 2 || value >= 99.95 ? 0 : 1;
  return `${bytes < 0 ? '-' : ''}${format(locale, value, digits)}${noBreak}${units[unit]}`;
}

/** 38.4, without its unit: the words around it differ by language. */
export const formatSpeed = (locale: string, tokensPerSecond: number): string =>
  format(locale, tokensPerSecond, tokensPerSecond < 100 ? 1 : 0);

/** 8.2B, 135M: how many parameters a model has. */
export function formatParameters(locale: string, count: number): string {
  if (count >= 999_500_000) {
    const billions = count / 1e9;
    return `${format(locale, billions, billions >= 99.95 || Math.abs(billions - Math.round(billions)) < 0.05 ? 0 : 1)}B`;
  }
  if (count >= 999_500) return `${format(locale, count / 1e6, 0)}M`;
  return formatCount(locale, count);
}

/** 4.1M, 986k, 312: how often something was fetched, in the space of a list. */
export function formatShortCount(locale: string, count: number): string {
  if (count >= 999_500) return `${format(locale, count / 1e6, count >= 99_950_000 ? 0 : 1)}M`;
  if (count >= 1000) return `${format(locale, count / 1000, count >= 9950 ? 0 : 1)}k`;
  return formatCount(locale, count);
}

/** 14.8 billion, 148 亿: with the word of the language. */
export function formatLargeCount(locale: string, count: number): string {
  const numbers = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 1 });
  return numbers
    .format(count)
    .replace(/(\d)(?=\p{Script=Han})/u, `$1${noBreak}`)
    .replace(' ', noBreak);
}

/** 4.1 s, 45 s, 1 min 45 s, 2 h 5 min; in Chinese 1 分 45 秒. Tenths below ten seconds only. */
export function formatDuration(locale: string, ms: number): string {
  const [hourUnit, minuteUnit, secondUnit] = isChinese(locale) ? ['小时', '分', '秒'] : ['h', 'min', 's'];
  const seconds = Math.max(0, ms) / 1000;
  const part = (value: number, unit: string | undefined, digits = 0) => `${format(locale, value, digits)}${noBreak}${unit}`;
  if (seconds < 9.95) return part(seconds, secondUnit, 1);
  const whole = Math.round(seconds);
  if (whole < 60) return part(whole, secondUnit);
  if (whole < 3600) return joinParts(part(Math.floor(whole / 60), minuteUnit), whole % 60 && part(whole % 60, secondUnit));
  const minutes = Math.round(whole / 60);
  return joinParts(part(Math.floor(minutes / 60), hourUnit), minutes % 60 && part(minutes % 60, minuteUnit));
}

/** 5 s, 45 s, 1 min 45 s: whole seconds that are counted down. */
export const formatCountdown = (locale: string, seconds: number): string =>
  formatDuration(locale, seconds * 1000).replace(/[.,]0(?=\D)/, '');

const joinParts = (first: string, second: string | 0) => (second ? `${first}${noBreak}${second}` : first);

/** Where a day stands in a list: the first three have their words in the locale files, a month brings its own name. */
export type DayGroup = { type: 'today' | 'yesterday' | 'week' } | { type: 'month'; key: string; label: string };

const dayNumber = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;

/** The group of a moment (milliseconds since 1970), by calendar days of this computer's time zone. The week is the 7 days before yesterday's end. */
export function dayGroup(locale: string, at: number, now: number): DayGroup {
  const date = new Date(at);
  const today = new Date(now);
  const daysAgo = dayNumber(today) - dayNumber(date);
  if (daysAgo <= 0) return { type: 'today' };
  if (daysAgo === 1) return { type: 'yesterday' };
  if (daysAgo <= 7) return { type: 'week' };
  const isThisYear = date.getFullYear() === today.getFullYear();
  const label = new Intl.DateTimeFormat(locale, {
    month: isChinese(locale) ? 'numeric' : 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(date);
  return { type: 'month', key: `${date.getFullYear()}-${date.getMonth()}`, label: spaced(label) };
}

/** Chinese puts a space between digits and signs. */
const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})|(\p{Script=Han})(?=\d)/gu, `$&${noBreak}`);

/** 17 November, with the year where it is another one; 11 月 17 日. */
export function formatDate(locale: string, at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  // "en" alone writes the month first; dates here read day, month, year.
  const dates = new Intl.DateTimeFormat(isChinese(locale) ? locale : 'en-GB', {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
  return spaced(dates.format(new Date(at)));
}
