import { expect, test } from 'vitest';
import type { DownloadState } from '../../shared/downloads.ts';
import { createTestDownload } from '../../shared/test-download.ts';
import { createLineFilter, describeProgress } from './progress-line.ts';

const download = (doneBytes: number, state: DownloadState) => createTestDownload({ doneBytes, state });
const running = (doneBytes: number) => download(doneBytes, { type: 'running', bytesPerSecond: 31.2e6, secondsLeft: 95 });
/** With plain spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('name, share, speed and time left, with a bar where there is room', () => {
  const line = plain(describeProgress(running(2.15e9), 80));
  expect(line).toBe('Qwen3 8B Q4_K_M  43 %  2.2 GB of 5.0 GB  31.2 MB/s  1 min 35 s left');
  const wide = plain(describeProgress(running(2.5e9), 120));
  expect(wide).toContain('████████████░░░░░░░░░░░░');
});

test('checking has a share of its own', () => {
  expect(plain(describeProgress(download(5e9, { type: 'checking', checkedBytes: 1e9 }), 80))).toBe('Qwen3 8B Q4_K_M  checking 20 %');
});

test('a wait says what it waits for', () => {
  const error = { code: 'hub.unreachable', data: { host: 'hub.test', reason: 'timeout' } };
  expect(describeProgress(download(0, { type: 'waiting', error }), 80)).toContain('hub.test does not answer');
});

test('a log gets a line for each 10 %, each 10 seconds, and each change', () => {
  const isNews = createLineFilter();
  const share = (percent: number) => running(percent * 5e7);
  expect(isNews(share(0), 0)).toBe(true);
  expect(isNews(share(5), 1000)).toBe(false);
  expect(isNews(share(10), 2000)).toBe(true);
  expect(isNews(share(12), 3000)).toBe(false);
  expect(isNews(share(12), 12_000)).toBe(true);
  expect(isNews(download(6e8, { type: 'checking', checkedBytes: 0 }), 12_100)).toBe(true);
});
