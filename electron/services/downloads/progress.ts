/** How fast downloads go and how long they still take. */
import { isUnderWay } from '../../../shared/download-state.ts';
import type { Download, DownloadList } from '../../../shared/downloads.ts';

/** Seconds over which a speed is smoothed. */
const smoothingSeconds = 3;
/** A speed is told from the first second on. */
const firstMs = 1000;
const longestSilenceMs = 10_000;

/** Bytes a second of one download, smoothed. */
export class SpeedMeter {
  #last: { at: number; doneBytes: number } | undefined;
  #first = 0;
  #smooth: number | undefined;
  #speed: number | undefined;

  /** Undefined until it is known. */
  get bytesPerSecond(): number | undefined {
    return this.#speed;
  }

  /** `now` in milliseconds of any steady clock. */
  sample(doneBytes: number, now: number): void {
    const last = this.#last;
    this.#last = { at: now, doneBytes };
    // What lies before a pause, or a computer's sleep, tells nothing.
    if (last === undefined || now - last.at > longestSilenceMs) {
      this.#first = now;
      this.#smooth = undefined;
      this.#speed = undefined;
      return;
    }
    const seconds = (now - last.at) / 1000;
    if (seconds <= 0) return;
    // What is fetched again was counted before.
    const speed = Math.max(0, doneBytes - last.doneBytes) / seconds;
    const sinceFirst = now - this.#first;
    // At first the plain mean, so that the first moments do not hang on.
    const weight = 1 - Math.exp(-seconds / Math.min(smoothingSeconds, Math.max(seconds, sinceFirst / 1000)));
    this.#smooth = this.#smooth === undefined ? speed : this.#smooth + (speed - this.#smooth) * weight;
    if (sinceFirst >= firstMs) this.#speed = this.#smooth;
  }

  reset(): void {
    this.#last = undefined;
    this.#speed = undefined;
    this.#smooth = undefined;
  }
}

/** The list with its sums; what is paused or needs the person counts as nothing left. */
export function sumUp(downloads: Download[]): DownloadList {
  const underWay = downloads.filter(isUnderWay);
  const leftBytes = underWay.reduce((sum, { sizeBytes, doneBytes }) => sum + Math.max(0, sizeBytes - doneBytes), 0);
  const bytesPerSecond = underWay.reduce((sum, { state }) => sum + (state.type === 'running' ? state.bytesPerSecond : 0), 0);
  const secondsLeft = secondsFor(leftBytes, bytesPerSecond);
  return { downloads, bytesPerSecond, leftBytes, ...(secondsLeft !== undefined && { secondsLeft }) };
}

/** Undefined where nothing moves. */
export function secondsFor(leftBytes: number, bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined || bytesPerSecond < 1 ? undefined : leftBytes / bytesPerSecond;
}
