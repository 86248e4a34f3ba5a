/** The list of downloads: what runs now, what comes next, and what of it pages are told. Every change is in the list when its method returns. */
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { toFileError } from '../models/models.ts';
import { QueueEntry } from './queue-entry.ts';
import { isDone, QueueList } from './queue-list.ts';
import { purgeParts } from './queue-purge.ts';
import { measure, type RunOptions, type RunResult, runDownload } from './queue-run.ts';
import type { DownloadRow, DownloadRows } from './rows.ts';

export interface QueueOptions {
  rows: DownloadRows;
  run: Omit<RunOptions, 'onChange'>;
  logger: Logger;
  /** What a row without an endpoint is shown with. */
  endpointOf: (row: DownloadRow) => string;
  /** How long a cancelled one can be brought back. */
  undoMs: number;
}

const mostAtOnce = 2;
/** More finished ones than this are forgotten, the oldest first. */
const mostFinished = 100;

export class DownloadQueue {
  readonly list: QueueList;
  readonly #options: QueueOptions;
  readonly #entries = new Map<string, QueueEntry>();
  readonly #measuring: Promise<void>;
  readonly #purging = new Set<Promise<void>>();
  #isDisposed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    for (const row of options.rows.all()) this.#entries.set(row.id, new QueueEntry(row));
    this.list = new QueueList(this.#entries, options.endpointOf);
    this.#measuring = this.#measureAll();
  }

  /** Goes on with everything that was under way when the host ended. */
  start(): void {
    for (const entry of this.#entries.values()) {
      entry.isWanted = true;
      if (entry.cancelled) this.#purge(entry);
    }
    this.#pump();
  }

  /** Throws download.not-found. */
  find(id: string): QueueEntry {
    const entry = this.#entries.get(id);
    if (entry !== undefined && !entry.cancelled) return entry;
    throw new AppError('download.not-found', `There is no download ${id}`);
  }

  /** To the end of the queue; the id of the one that writes the same files already, which goes on then. */
  add(row: DownloadRow): string {
    const known = [...this.#entries.values()].find((entry) => hasSameTarget(entry.row, row));
    if (known?.row.state === 'done') this.#drop(known);
    else if (known) return this.#addAgain(known, row);
    const entry = new QueueEntry({ ...row, position: this.#endPosition() });
    entry.isWanted = true;
    this.#entries.set(row.id, entry);
    this.#change(entry, {});
    this.#pump();
    return row.id;
  }

  pause(entry: QueueEntry): void {
    if (entry.row.state !== 'queued') return;
    this.#change(entry, { state: 'paused' });
    entry.run?.abort.abort();
    this.#pump();
  }

  /** Also for one that failed, and for one that waits for the network. */
  resume(entry: QueueEntry): void {
    entry.isWanted = true;
    if (entry.row.state === 'queued') entry.wake();
    else if (entry.row.state !== 'done') this.#change(entry, { state: 'queued', error: undefined });
    this.#pump();
  }

  pauseAll(): void {
    // All of them before anything moves up.
    const queued = this.list.inOrder().filter(({ row }) => row.state === 'queued');
    for (const entry of queued) this.#change(entry, { state: 'paused' });
    for (const entry of queued) entry.run?.abort.abort();
  }

  /** Without those that failed: they need the person. */
  resumeAll(): void {
    for (const entry of this.list.inOrder()) if (entry.row.state !== 'failed') this.resume(entry);
  }

  /** Those that failed for want of access. */
  retryForAccess(): void {
    const codes = ['hub.sign-in-needed', 'hub.access-needed', 'hub.token-refused', 'hub.token-invalid'];
    for (const entry of this.list.inOrder()) {
      const { state, error } = entry.row;
      if (entry.isWanted && state === 'failed' && codes.includes(error?.code ?? '')) this.resume(entry);
    }
  }

  /** Those that wait for the network try at once. */
  wakeAll(): void {
    for (const entry of this.list.inOrder()) entry.wake();
  }

  /** Can be undone for a moment; one that is done only leaves the list. */
  cancel(entry: QueueEntry): void {
    if (isDone(entry)) {
      this.#drop(entry);
      return;
    }
    entry.cancelled = { row: entry.row, timer: setTimeout(() => this.#purge(entry), this.#options.undoMs).unref() };
    this.#change(entry, { state: 'cancelled' });
    entry.run?.abort.abort();
    this.#pump();
  }

  /** Throws undo.expired. */
  undoCancel(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry?.cancelled) throw new AppError('undo.expired', 'The download can no longer be brought back');
    this.#bringBack(entry);
    this.#pump();
  }

  /** Throws download.not-found. */
  reorder(entry: QueueEntry, beforeId: string | undefined): void {
    const others = this.list.inOrder().filter((other) => other !== entry && !isDone(other));
    const at = beforeId === undefined ? others.length : others.indexOf(this.find(beforeId));
    const order = others.toSpliced(at === -1 ? others.length : at, 0, entry);
    for (const [index, { row }] of order.entries()) {
      if (row.position === index + 1) continue;
      row.position = index + 1;
      this.#store(() => this.#options.rows.put(row));
    }
    this.list.publish();
  }

  clearFinished(): void {
    for (const entry of this.list.finished()) this.#drop(entry);
  }

  /** Ends every transfer. What was fetched is kept, except of cancelled ones. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.list.dispose();
    for (const entry of this.#entries.values()) entry.run?.abort.abort();
    await this.#measuring;
    await Promise.all([...this.#entries.values()].map((entry) => entry.run?.ended));
    for (const entry of this.#entries.values()) if (entry.cancelled?.timer) this.#purge(entry);
    await Promise.all(this.#purging);
  }

  #pump(): void {
    if (this.#isDisposed) return;
    const running = [...this.#entries.values()].filter(({ run }) => run !== undefined).length;
    const next = this.list.inOrder().filter(({ row, run, isWanted }) => row.state === 'queued' && run === undefined && isWanted);
    for (const entry of next.slice(0, Math.max(0, mostAtOnce - running))) this.#start(entry);
    this.list.followProgress();
  }

  #start(entry: QueueEntry): void {
    const abort = new AbortController();
    entry.files.fill(undefined);
    entry.speed.reset();
    const ended = this.#run(entry, abort.signal).finally(() => {
      entry.run = undefined;
      this.list.notice(entry);
      this.#pump();
    });
    entry.run = { abort, ended };
    this.list.notice(entry);
  }

  /** Never rejects. */
  async #run(entry: QueueEntry, signal: AbortSignal): Promise<void> {
    try {
      await this.#measuring;
      const result = await runDownload(entry, { ...this.#options.run, onChange: () => this.list.notice(entry) }, signal);
      this.#finish(entry, result);
    } catch (error) {
      await measure(entry).catch(() => {});
      if (!signal.aborted && !this.#isDisposed) this.#fail(entry, error);
    }
  }

  #finish(entry: QueueEntry, result: RunResult): void {
    // Cancelled at the very last moment: whoever brings it back finds it whole.
    if (entry.cancelled) return;
    for (const [index, { sizeBytes }] of result.files.entries()) entry.doneBytes[index] = sizeBytes;
    this.#change(entry, { ...result, state: 'done', error: undefined, endedAt: Date.now() });
    for (const old of this.list.finished().slice(mostFinished)) this.#drop(old);
  }

  #fail(entry: QueueEntry, thrown: unknown): void {
    const error = toFileError(thrown, entry.row.folder);
    const isKnown = error instanceof AppError;
    if (!isKnown) this.#options.logger.error('A download failed', { repository: entry.row.repository, error });
    const wire = isKnown ? error.toWire() : { code: 'file.failed', data: { path: entry.row.folder, reason: String(error) } };
    this.#change(entry, { state: 'failed', error: wire });
  }

  #addAgain(entry: QueueEntry, row: DownloadRow): string {
    if (entry.cancelled) this.#bringBack(entry);
    const { state } = entry.row;
    if (state === 'paused' || state === 'failed') {
      // As the hub tells it now, and through the address that is wanted now.
      const { id, position, addedAt } = entry.row;
      entry.replace({ ...row, id, position, addedAt });
      this.#change(entry, row.error === undefined ? { state: 'queued', error: undefined } : {});
    }
    entry.isWanted = true;
    this.#pump();
    return entry.row.id;
  }

  #bringBack(entry: QueueEntry): void {
    if (!entry.cancelled) return;
    clearTimeout(entry.cancelled.timer);
    const { state, error } = entry.cancelled.row;
    entry.cancelled = undefined;
    this.#change(entry, { state, error });
  }

  /** For a cancelled one there is no way back from here. */
  #purge(entry: QueueEntry): void {
    const purging = this.#purgeOnceEnded(entry).finally(() => this.#purging.delete(purging));
    this.#purging.add(purging);
  }

  async #purgeOnceEnded(entry: QueueEntry): Promise<void> {
    await entry.run?.ended;
    if (!entry.cancelled || !this.#entries.delete(entry.row.id)) return;
    clearTimeout(entry.cancelled.timer);
    await purgeParts(entry.row);
    this.#store(() => this.#options.rows.remove(entry.row.id));
  }

  #drop(entry: QueueEntry): void {
    this.#entries.delete(entry.row.id);
    this.#store(() => this.#options.rows.remove(entry.row.id));
    this.list.publish();
  }

  #change(entry: QueueEntry, change: { [K in keyof DownloadRow]?: DownloadRow[K] | undefined }): void {
    if (this.#isDisposed) return;
    entry.row = { ...entry.row, ...change } as DownloadRow;
    this.#store(() => this.#options.rows.put(entry.row));
    this.list.publish();
  }

  /** A drive that is full to its last byte must not keep pages from seeing what happened; after a restart the download is as it was. */
  #store(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.logger.error('The list of downloads could not be kept', { error });
    }
  }

  #endPosition(): number {
    return Math.max(0, ...[...this.#entries.values()].map(({ row }) => row.position)) + 1;
  }

  /** How far the kept ones are. */
  async #measureAll(): Promise<void> {
    for (const entry of this.list.inOrder()) if (!isDone(entry) && !entry.run) await measure(entry).catch(() => {});
    this.list.publish();
  }
}

function hasSameTarget(a: DownloadRow, b: DownloadRow): boolean {
  const targets = new Set(a.files.map(({ target }) => target));
  return b.files.some(({ target }) => targets.has(target));
}
