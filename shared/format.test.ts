import { expect, test } from 'vitest';
import {
  dayGroup,
  formatBytes,
  formatCount,
  formatCountdown,
  formatDate,
  formatDuration,
  formatLargeCount,
  formatParameters,
  formatPercent,
  formatSpeed,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('sizes count in powers of ten, with a no-break space before the unit', () => {
  expect(formatBytes('en', 5_000_000_000)).toBe('5.0\u00a0GB');
  expect(plain(formatBytes('en', 77_612_345))).toBe('77.6 MB');
  expect(plain(formatBytes('en', 182_040_000_000))).toBe('182 GB');
  expect(plain(formatBytes('en', 312_400))).toBe('312 kB');
  expect(plain(formatBytes('en', 0))).toBe('0 B');
  expect(plain(formatBytes('zh-CN', 14_300_000_000))).toBe('14.3 GB');
});

test('a size just below the next unit is written in that unit, never as 1,000.0', () => {
  expect(plain(formatBytes('en', 999_960_000))).toBe('1.0 GB');
  expect(plain(formatBytes('en', 999_400_000))).toBe('999 MB');
  expect(plain(formatBytes('en', 999_970_000_000))).toBe('1.0 TB');
});

test('counts, speeds and shares', () => {
  expect(formatCount('en', 8192)).toBe('8,192');
  expect(formatCount('zh-CN', 20_000)).toBe('20,000');
  expect(formatSpeed('en', 38.44)).toBe('38.4');
  expect(formatSpeed('en', 1234.5)).toBe('1,235');
  expect(plain(formatPercent('en', 0.64))).toBe('64 %');
  expect(plain(formatPercent('en', 0.999))).toBe('99 %');
});

test('parameter counts as models are named by them', () => {
  expect(formatParameters('en', 8_190_735_360)).toBe('8.2B');
  expect(formatParameters('en', 134_515_008)).toBe('135M');
  expect(formatParameters('en', 14_000_000_000)).toBe('14B');
  expect(formatParameters('en', 235_093_634_560)).toBe('235B');
  expect(formatParameters('en', 596_049_920)).toBe('596M');
});

test('large counts with the word of the language', () => {
  expect(formatLargeCount('en', 14_768_307_200)).toBe('14.8\u00a0billion');
  expect(formatLargeCount('en', 14e9)).toBe('14\u00a0billion');
  expect(formatLargeCount('zh-CN', 14e9)).toBe('140\u00a0亿');
});

test('durations in both languages', () => {
  expect(plain(formatDuration('en', 4100))).toBe('4.1 s');
  expect(plain(formatDuration('en', 420))).toBe('0.4 s');
  expect(plain(formatDuration('en', 9970))).toBe('10 s');
  expect(plain(formatDuration('en', 105_000))).toBe('1 min 45 s');
  expect(plain(formatDuration('zh-CN', 105_000))).toBe('1 分 45 秒');
  expect(plain(formatDuration('en', 120_000))).toBe('2 min');
  expect(plain(formatDuration('en', 59_700))).toBe('1 min');
  expect(plain(formatDuration('zh-CN', 7_500_000))).toBe('2 小时 5 分');
});

const now = new Date(2026, 10, 24, 0, 30).getTime();

test('a list groups by calendar days, not by 24 hours', () => {
  const at = (month: number, day: number, hour: number, year = 2026) => dayGroup('en', new Date(year, month, day, hour).getTime(), now);
  expect(at(10, 24, 0)).toEqual({ type: 'today' });
  expect(at(10, 23, 23)).toEqual({ type: 'yesterday' });
  expect(at(10, 22, 23)).toEqual({ type: 'week' });
  expect(at(10, 17, 1)).toEqual({ type: 'week' });
  expect(at(10, 16, 23)).toMatchObject({ type: 'month', label: 'November' });
  expect(at(9, 3, 9)).toMatchObject({ type: 'month', label: 'October' });
  expect(at(9, 3, 9, 2025)).toMatchObject({ type: 'month', label: 'October 2025', key: '2025-9' });
});

test('a clock that was set back does not make a group of its own', () => {
  expect(dayGroup('en', now + 3 * 86_400_000, now)).toEqual({ type: 'today' });
});

test('dates keep a space between Chinese and digits', () => {
  const october = new Date(2026, 9, 3, 18, 20).getTime();
  expect(plain((dayGroup('zh-CN', october, now) as { label: string }).label)).toBe('10 月');
  expect(plain(formatDate('zh-CN', october, now))).toBe('10 月 3 日');
  expect(formatDate('en', october, now)).toBe('3 October');
});

test('what is counted down has whole seconds', () => {
  expect(formatCountdown('en', 5)).toBe('5\u00a0s');
  expect(formatCountdown('zh-CN', 90)).toBe('1\u00a0分\u00a030\u00a0秒');
});
