import { formatDuration } from '../../../shared/format.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** 14:32:08 of this computer's clock. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 3 ms (1 at least), 0.2 s, 8.4 s, 1 min 5 s. */
export function formatTook(locale: string, ms: number): string {
  return ms < 95 ? `${Math.max(1, Math.round(ms))}\u00a0ms` : formatDuration(locale, ms);
}
