/** The list of downloads: what runs now, what comes next, and what of it pages are told. Every change is in the list when its method returns. */
import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DownloadList } from '../../../shared/downloads.ts';
import { AppError } from '../../../shared/errors.ts';
import { tryLockFile } from '../../lib/file-lock.ts';
import type { Logger } from '../../lib/logger.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import { toFileError } from '../models/models.ts';
import { lockPathOf, removeParts } from './journal.ts';
import { checkInside } from './paths.ts';
import { sumUp } from './progress.ts';
import { QueueEntry } from './queue-entry.ts';
import { finalPathOf, measure, type RunOptions, type RunResult, runDownload } from './queue-run.ts';
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
/** How often progress is told. */
const progressMs = 250;

export class DownloadQueue {
  readonly list: WatchableValue<DownloadList>;
  readonly #options: QueueOptions;
  readonly #entries = new Map<string, QueueEntry>();
  readonly #measuring: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isDirty = false;
  #isDisposed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    for (const row of options.rows.all()) this.#entries.set(row.id, new QueueEntry(row));
    this.list = new WatchableValue(this.#sumUp());
    this.#measuring = this.#measureAll();
  }

  /** Goes on with everything that was under way when the host ended. */
  start(): void {
    for (const entry of this.#entries.values()) {
      entry.isWanted = true;
      if (entry.cancelled) void this.#purge(entry);
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
    const queued = this.#inOrder().filter(({ row }) => row.state === 'queued');
    for (const entry of queued) this.#change(entry, { state: 'paused' });
    for (const entry of queued) entry.run?.abort.abort();
  }

  /** Without those that failed: they need the person. */
  resumeAll(): void {
    for (const entry of this.#inOrder()) if (entry.row.state !== 'failed') this.resume(entry);
  }

  /** Those that failed for want of access. */
  retryForAccess(): void {
    const codes = ['hub.sign-in-needed', 'hub.access-needed', 'hub.token-refused', 'hub.token-invalid'];
    for (const entry of this.#inOrder()) {
      const { state, error } = entry.row;
      if (entry.isWanted && state === 'failed' && codes.includes(error?.code ?? '')) this.resume(entry);
    }
  }

  /** Those that wait for the network try at once. */
  wakeAll(): void {
    for (const entry of this.#inOrder()) entry.wake();
  }

  cancel(entry: QueueEntry): void {
    if (isDone(entry)) {
      this.#drop(entry);
      return;
    }
    entry.cancelled = { row: entry.row, timer: setTimeout(() => void this.#purge(entry), this.#options.undoMs).unref() };
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
    const others = this.#inOrder().filter((other) => other !== entry && !isDone(other));
    const at = beforeId === undefined ? others.length : others.indexOf(this.find(beforeId));
    const order = others.toSpliced(at === -1 ? others.length : at, 0, entry);
    for (const [index, { row }] of order.entries()) {
      if (row.position === index + 1) continue;
      row.position = index + 1;
      this.#options.rows.put(row);
    }
    this.publish();
  }

  clearFinished(): void {
    for (const entry of this.#inOrder()) if (isDone(entry)) this.#drop(entry);
  }

  publish(): void {
    if (this.#isDisposed) return;
    this.#isDirty = false;
    for (const entry of this.#entries.values()) entry.shownState = describeState(entry);
    this.list.set(this.#sumUp());
  }

  /** Ends every transfer. What was fetched is kept, except of cancelled ones. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#timer);
    for (const entry of this.#entries.values()) entry.run?.abort.abort();
    await this.#measuring;
    await Promise.all([...this.#entries.values()].map((entry) => entry.run?.ended));
    for (const entry of this.#entries.values()) if (entry.cancelled?.timer) await this.#purge(entry);
  }

  /** Those in the list, in the order of the queue. */
  #inOrder(): QueueEntry[] {
    return [...this.#entries.values()].filter(({ cancelled }) => !cancelled).sort((a, b) => a.row.position - b.row.position);
  }

  #pump(): void {
    if (this.#isDisposed) return;
    const running = [...this.#entries.values()].filter(({ run }) => run !== undefined).length;
    const next = this.#inOrder().filter(({ row, run, isWanted }) => row.state === 'queued' && run === undefined && isWanted);
    for (const entry of next.slice(0, Math.max(0, mostAtOnce - running))) this.#start(entry);
    this.#watchProgress();
  }

  #start(entry: QueueEntry): void {
    const abort = new AbortController();
    entry.files.fill(undefined);
    entry.speed.reset();
    const ended = this.#run(entry, abort.signal).finally(() => {
      entry.run = undefined;
      this.#notice(entry);
      this.#pump();
    });
    entry.run = { abort, ended };
    this.#notice(entry);
  }

  /** Never rejects. */
  async #run(entry: QueueEntry, signal: AbortSignal): Promise<void> {
    try {
      await this.#measuring;
      const result = await runDownload(entry, { ...this.#options.run, onChange: () => this.#notice(entry) }, signal);
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
    const oldest = this.#inOrder().filter(isDone).sort(newestFirst).slice(mostFinished);
    for (const old of oldest) this.#drop(old);
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
      entry.row = { ...row, id, position, addedAt };
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

  /** Takes the parts of a cancelled one away; another Alcove's parts stay. */
  async #purge(entry: QueueEntry): Promise<void> {
    await entry.run?.ended;
    if (!entry.cancelled) return;
    clearTimeout(entry.cancelled.timer);
    this.#entries.delete(entry.row.id);
    const { folder, files, kind } = entry.row;
    for (const { target } of files) {
      try {
        if (kind === 'add') await checkInside(dirname(dirname(folder)), target);
        const finalPath = kind === 'add' ? target : await finalPathOf(target);
        const lock = tryLockFile(lockPathOf(finalPath));
        if (lock === undefined) continue;
        await removeParts(finalPath);
        lock.release({ remove: true });
        const empty = new Set([dirname(target), folder, dirname(folder)]);
        for (const path of kind === 'add' ? empty : []) await rmdir(path);
      } catch {
        // Nothing was there, or the folder holds other files.
      }
    }
    this.#options.rows.remove(entry.row.id);
  }

  #drop(entry: QueueEntry): void {
    this.#entries.delete(entry.row.id);
    this.#options.rows.remove(entry.row.id);
    this.publish();
  }

  #change(entry: QueueEntry, change: { [K in keyof DownloadRow]?: DownloadRow[K] | undefined }): void {
    if (this.#isDisposed) return;
    entry.row = { ...entry.row, ...change } as DownloadRow;
    this.#options.rows.put(entry.row);
    this.publish();
  }

  #endPosition(): number {
    return Math.max(0, ...[...this.#entries.values()].map(({ row }) => row.position)) + 1;
  }

  /** A new state is told at once, progress in a moment. */
  #notice(entry: QueueEntry): void {
    if (describeState(entry) === entry.shownState) this.#isDirty = true;
    else this.publish();
  }

  #watchProgress(): void {
    const isRunning = [...this.#entries.values()].some(({ run }) => run !== undefined);
    if (!isRunning) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      for (const entry of this.#entries.values())
        if (entry.state.type === 'running') entry.speed.sample(entry.allDoneBytes, performance.now());
      if (this.#isDirty) this.publish();
    }, progressMs).unref();
  }

  #sumUp(): DownloadList {
    const inOrder = this.#inOrder();
    const done = inOrder.filter(isDone).sort(newestFirst);
    const shown = [...inOrder.filter((entry) => !isDone(entry)), ...done];
    return sumUp(shown.map((entry) => entry.toDownload(this.#options.endpointOf(entry.row))));
  }

  /** How far the kept ones are. */
  async #measureAll(): Promise<void> {
    for (const entry of this.#inOrder()) if (!isDone(entry) && !entry.run) await measure(entry).catch(() => {});
    this.publish();
  }
}

/** What is told at once when it changes. */
function describeState({ state }: QueueEntry): string {
  return state.type === 'waiting' ? JSON.stringify(state) : state.type;
}

const newestFirst = (a: QueueEntry, b: QueueEntry): number => (b.row.endedAt ?? 0) - (a.row.endedAt ?? 0);

const isDone = ({ row }: QueueEntry): boolean => row.state === 'done';

function hasSameTarget(a: DownloadRow, b: DownloadRow): boolean {
  const targets = new Set(a.files.map(({ target }) => target));
  return b.files.some(({ target }) => targets.has(target));
}
