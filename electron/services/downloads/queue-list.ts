/** What pages are told of the queue: a new state at once, progress a few times a second. */
import type { DownloadList } from '../../../shared/downloads.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import { sumUp } from './progress.ts';
import type { QueueEntry } from './queue-entry.ts';
import type { DownloadRow } from './rows.ts';

const progressMs = 250;

export class QueueList {
  readonly shown: WatchableValue<DownloadList>;
  readonly #entries: ReadonlyMap<string, QueueEntry>;
  readonly #endpointOf: (row: DownloadRow) => string;
  #timer: NodeJS.Timeout | undefined;
  #isDirty = false;
  #isDisposed = false;

  constructor(entries: ReadonlyMap<string, QueueEntry>, endpointOf: (row: DownloadRow) => string) {
    this.#entries = entries;
    this.#endpointOf = endpointOf;
    this.shown = new WatchableValue(this.#sumUp());
  }

  /** All but cancelled ones, in the order of the queue. */
  inOrder(): QueueEntry[] {
    return [...this.#entries.values()].filter(({ cancelled }) => !cancelled).sort((a, b) => a.row.position - b.row.position);
  }

  /** The newest first. */
  finished(): QueueEntry[] {
    return this.inOrder()
      .filter(isDone)
      .sort((a, b) => (b.row.endedAt ?? 0) - (a.row.endedAt ?? 0));
  }

  publish(): void {
    if (this.#isDisposed) return;
    this.#isDirty = false;
    for (const entry of this.#entries.values()) entry.shownState = describeState(entry);
    this.shown.set(this.#sumUp());
  }

  /** Something about it may have changed. */
  notice(entry: QueueEntry): void {
    if (describeState(entry) === entry.shownState) this.#isDirty = true;
    else this.publish();
  }

  /** Measures speeds as long as something runs. */
  followProgress(): void {
    const isRunning = [...this.#entries.values()].some(({ run }) => run !== undefined);
    if (isRunning) this.#timer ??= setInterval(() => this.#tick(), progressMs).unref();
    else this.#endTimer();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#endTimer();
  }

  #tick(): void {
    for (const entry of this.#entries.values()) {
      if (entry.state.type === 'running') entry.speed.sample(entry.allDoneBytes, performance.now());
    }
    if (this.#isDirty) this.publish();
  }

  #endTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sumUp(): DownloadList {
    const unfinished = this.inOrder().filter((entry) => !isDone(entry));
    return sumUp([...unfinished, ...this.finished()].map((entry) => entry.toDownload(this.#endpointOf(entry.row))));
  }
}

export const isDone = ({ row }: QueueEntry): boolean => row.state === 'done';

/** What is told at once when it changes. */
function describeState({ state }: QueueEntry): string {
  return state.type === 'waiting' ? JSON.stringify(state) : state.type;
}
