import { expect, test } from 'vitest';
import type { Download, DownloadState } from '../../../shared/downloads.ts';
import { SpeedMeter, sumUp } from './progress.ts';

const steps = (meter: SpeedMeter, from: { at: number; bytes: number }, seconds: number, bytesPerSecond: number) => {
  for (let ms = 0; ms <= seconds * 1000; ms += 250) meter.sample(from.bytes + (bytesPerSecond * ms) / 1000, from.at + ms);
};

test('a speed is told after a second, follows a change within some seconds, and does not jump at what was there before', () => {
  const meter = new SpeedMeter();
  meter.sample(8e9, 0);
  meter.sample(8e9 + 250_000, 250);
  expect(meter.bytesPerSecond).toBeUndefined();
  steps(meter, { at: 500, bytes: 8e9 + 500_000 }, 5, 1e6);
  expect(meter.bytesPerSecond).toBeCloseTo(1e6, -3);
  steps(meter, { at: 5750, bytes: 8e9 + 5_750_000 }, 1, 5e6);
  expect(meter.bytesPerSecond).toBeLessThan(4e6);
  steps(meter, { at: 7000, bytes: 8e9 + 12e6 }, 12, 5e6);
  expect(meter.bytesPerSecond).toBeGreaterThan(4.8e6);
});

test('bytes that are fetched again are no negative speed, and a long sleep tells nothing', () => {
  const meter = new SpeedMeter();
  steps(meter, { at: 0, bytes: 5e6 }, 3, 1e6);
  meter.sample(1e6, 3250);
  expect(meter.bytesPerSecond).toBeGreaterThan(0);
  meter.sample(2e6, 60_000);
  expect(meter.bytesPerSecond).toBeUndefined();
  steps(meter, { at: 60_250, bytes: 2.5e6 }, 3, 2e6);
  expect(meter.bytesPerSecond).toBeCloseTo(2e6, -5);
});

test('what is paused, failed or done is not counted as left', () => {
  const download = (state: DownloadState) => ({ sizeBytes: 100, doneBytes: 40, state }) as Download;
  const running = download({ type: 'running', bytesPerSecond: 10 });
  const still: DownloadState[] = [{ type: 'paused' }, { type: 'failed', error: { code: 'x' } }, { type: 'done', isVerified: true }];
  expect(sumUp([running, download({ type: 'queued' }), ...still.map(download)])).toMatchObject({
    ...{ bytesPerSecond: 10, leftBytes: 120, secondsLeft: 12 },
  });
  expect(sumUp([download({ type: 'queued' })])).not.toHaveProperty('secondsLeft');
});
