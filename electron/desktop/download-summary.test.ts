import { expect, test } from 'vitest';
import type { Download, DownloadList, DownloadState } from '../../shared/downloads.ts';
import { createTestDownload } from '../../shared/test-download.ts';
import { describeSummary, summarize } from './download-summary.ts';
import { chooseTexts } from './texts.ts';

const running: DownloadState = { type: 'running', bytesPerSecond: 1e6 };
const paused: DownloadState = { type: 'paused' };
const waiting: DownloadState = { type: 'waiting', error: { code: 'hub.unreachable' } };
const failed: DownloadState = { type: 'failed', error: { code: 'download.checksum' } };
const done: DownloadState = { type: 'done', isVerified: true };

const download = (state: DownloadState, doneBytes: number, times: { addedAt?: number; endedAt?: number } = {}) =>
  createTestDownload({ sizeBytes: 100, addedAt: 10, state, doneBytes, ...times });
const list = (...downloads: Download[]): DownloadList => ({ downloads, bytesPerSecond: 0, leftBytes: 0, secondsLeft: 95 });

test.each([
  ['none', []],
  ['none', [download(done, 100)]],
  ['running', [download(paused, 5), download(failed, 5), download(running, 5)]],
  ['failed', [download(paused, 5), download(failed, 5)]],
  ['paused', [download(paused, 5)]],
  ['paused', [download(waiting, 5)]],
] as const)('%s', (state, downloads) => {
  expect(summarize(list(...downloads)).state).toBe(state);
});

test('a file that is done leaves the bar where it is, one of yesterday does not count', () => {
  const yesterday = download(done, 100, { addedAt: 1, endedAt: 5 });
  const justNow = download(done, 100, { addedAt: 9, endedAt: 20 });
  expect(summarize(list(download(running, 0), justNow, yesterday)).share).toBe(0.5);
});

test('what waits for the network can be paused, what is paused can go on', () => {
  expect(summarize(list(download(waiting, 0)))).toMatchObject({ canPause: true, canResume: false });
  expect(summarize(list(download(paused, 0)))).toMatchObject({ canPause: false, canResume: true });
});

test('it reads as words in both languages', () => {
  const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');
  const one = summarize(list(download(running, 43)));
  expect(plain(describeSummary(one, chooseTexts('en', '')))).toBe('1 download, 43 %, 1 min 35 s left');
  expect(plain(describeSummary(one, chooseTexts('zh-CN', '')))).toBe('1 个下载任务，43 %，剩余 1 分 35 秒');
  expect(describeSummary(summarize(list()), chooseTexts('en', ''))).toBeUndefined();
});
