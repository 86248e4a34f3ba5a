import type { Download, DownloadState } from '../../../shared/downloads.ts';
import type { AppError } from '../../../shared/errors.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { TransferState } from './file-transfer.ts';
import { SpeedMeter, secondsFor } from './progress.ts';
import type { DownloadRow } from './rows.ts';

/** What one file of a running download is doing; `whole`: all bytes are there and checked. */
export type FileState = TransferState | { type: 'whole' };

/** One download while the host runs: its row, and what is known of it now. */
export class QueueEntry {
  row: DownloadRow;
  /** Bytes that are there, by file. */
  readonly doneBytes: number[];
  /** By file; undefined: not begun. */
  readonly files: (FileState | undefined)[];
  readonly speed = new SpeedMeter();
  /** Whether this host may run it: see DownloadsService.start. */
  isWanted = false;
  /** What pages were told last. */
  shownState = '';
  run: { abort: AbortController; ended: Promise<void> } | undefined;
  /** The state before it was cancelled, and what ends the time for bringing it back. */
  cancelled: { row: DownloadRow; timer: NodeJS.Timeout | undefined } | undefined;
  readonly #wakers = new Set<() => void>();

  constructor(row: DownloadRow) {
    this.row = row;
    // Left over from a host that ended at the wrong moment.
    if (row.state === 'cancelled') this.cancelled = { row: { ...row, state: 'queued' }, timer: undefined };
    this.doneBytes = row.files.map(({ sizeBytes }) => (row.state === 'done' ? sizeBytes : 0));
    this.files = row.files.map(() => undefined);
  }

  get allDoneBytes(): number {
    return this.doneBytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  get sizeBytes(): number {
    return this.row.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** For who waits for the network: try now. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  readonly onWake = (listener: () => void): (() => void) => {
    this.#wakers.add(listener);
    return () => void this.#wakers.delete(listener);
  };

  /** What is wanted now, in place of what was. */
  replace(row: DownloadRow): void {
    const isSame = row.files.map(({ target }) => target).join('\n') === this.row.files.map(({ target }) => target).join('\n');
    if (!isSame) {
      this.doneBytes.splice(0, this.doneBytes.length, ...row.files.map(() => 0));
      this.files.splice(0, this.files.length, ...row.files.map(() => undefined));
    }
    this.row = row;
  }

  toDownload(endpoint: string): Download {
    const { files, addedAt, endedAt, id, source, repository, revision, versionId, name, quantization, folder } = this.row;
    return {
      ...{ id, source, repository, revision, versionId, name, quantization, folder, addedAt, endpoint },
      files: files.map(({ path, sizeBytes }, index) => ({ path, sizeBytes, doneBytes: this.doneBytes[index] ?? 0 })),
      sizeBytes: this.sizeBytes,
      doneBytes: this.allDoneBytes,
      state: this.state,
      ...withoutUndefined({ endedAt }),
    };
  }

  get state(): DownloadState {
    const { state, error, modelId, isVerified } = this.row;
    switch (state) {
      case 'done':
        return { type: 'done', isVerified, ...withoutUndefined({ modelId }) };
      case 'failed':
        return { type: 'failed', error: error ?? { code: 'file.failed' } };
      case 'paused':
      case 'cancelled':
        return { type: 'paused' };
      case 'queued':
        return this.run === undefined || this.run.abort.signal.aborted ? { type: 'queued' } : this.#running();
      default:
        return state satisfies never;
    }
  }

  /** Of several files, the one that moves decides. */
  #running(): DownloadState {
    const states = this.files.filter((state) => state !== undefined);
    const has = (type: FileState['type']) => states.some((state) => state.type === type);
    if (has('running')) return this.#moving();
    const waiting = states.filter((state) => state.type === 'waiting');
    if (waiting.length > 0) return describeWait(waiting);
    if (has('starting') || states.length === 0 || !(has('checking') || has('whole'))) return { type: 'starting' };
    const checkedBytes = this.files.reduce((sum, state, index) => sum + this.#checkedBytes(state, index), 0);
    return { type: 'checking', checkedBytes };
  }

  #checkedBytes(state: FileState | undefined, index: number): number {
    if (state?.type === 'checking') return state.checkedBytes;
    return state?.type === 'whole' ? (this.row.files[index]?.sizeBytes ?? 0) : 0;
  }

  #moving(): DownloadState {
    const { bytesPerSecond } = this.speed;
    const secondsLeft = secondsFor(this.sizeBytes - this.allDoneBytes, bytesPerSecond);
    return { type: 'running', bytesPerSecond: bytesPerSecond ?? 0, ...withoutUndefined({ secondsLeft }) };
  }
}

function describeWait(waiting: { error: AppError; retryAt: number | undefined }[]): DownloadState {
  const times = waiting.flatMap(({ retryAt }) => retryAt ?? []);
  const { error } = waiting[0] as { error: AppError };
  return { type: 'waiting', error: error.toWire(), ...(times.length > 0 && { retryAt: Math.min(...times) }) };
}
