/**
 * Host state that pages follow. A watcher gets the present value first and then every change, in one queue of its own. What
 * waits for a slow watcher is joined where it can be; past a limit the queue gives way to the present value, so that a
 * sleeping page costs no memory.
 */

interface WatchOptions<Event> {
  /** The state as it is now. May throw; the watcher gets the error. */
  present: () => Event;
  signal?: AbortSignal | undefined;
}

interface Watcher<Event> {
  queue: Event[];
  /** The present value comes next, instead of what was queued. */
  needsPresent: boolean;
  wake: () => void;
}

const defaultQueueLimit = 256;

export class Watchable<Event> {
  readonly #watchers = new Set<Watcher<Event>>();
  readonly #join: (waiting: Event, next: Event) => Event | undefined;
  readonly #queueLimit: number;

  /** `join` puts two neighbouring events into one, or answers undefined where both must arrive. */
  constructor(options: { join?: (waiting: Event, next: Event) => Event | undefined; queueLimit?: number } = {}) {
    this.#join = options.join ?? (() => undefined);
    this.#queueLimit = options.queueLimit ?? defaultQueueLimit;
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** Tells every watcher of a change. The state that `present` reads must hold the change already. */
  emit(event: Event): void {
    for (const watcher of this.#watchers) {
      if (watcher.needsPresent) continue;
      const waiting = watcher.queue.at(-1);
      const joined = waiting === undefined ? undefined : this.#join(waiting, event);
      if (joined !== undefined) watcher.queue[watcher.queue.length - 1] = joined;
      else watcher.queue.push(event);
      if (watcher.queue.length > this.#queueLimit) startOver(watcher);
      watcher.wake();
    }
  }

  /** Sends every watcher the present value instead of what waits for it. */
  refresh(): void {
    for (const watcher of this.#watchers) {
      startOver(watcher);
      watcher.wake();
    }
  }

  /** Ends when the signal aborts or the reader returns; both free the watcher at once, also while it waits. */
  watch(options: WatchOptions<Event>): AsyncIterableIterator<Event, void, undefined> {
    const ended = new AbortController();
    const source = this.#run(options, ended.signal);
    return {
      next: () => source.next(),
      return: () => {
        ended.abort();
        return source.return();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async *#run({ present, signal }: WatchOptions<Event>, ended: AbortSignal): AsyncGenerator<Event, void, undefined> {
    const watcher: Watcher<Event> = { queue: [], needsPresent: true, wake: () => {} };
    const wake = () => watcher.wake();
    this.#watchers.add(watcher);
    signal?.addEventListener('abort', wake);
    ended.addEventListener('abort', wake);
    try {
      while (!signal?.aborted && !ended.aborted) {
        if (watcher.needsPresent) {
          watcher.needsPresent = false;
          yield present();
        } else if (watcher.queue.length > 0) {
          yield watcher.queue.shift() as Event;
        } else {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
        }
      }
    } finally {
      this.#watchers.delete(watcher);
      signal?.removeEventListener('abort', wake);
    }
  }
}

function startOver(watcher: Watcher<unknown>): void {
  watcher.queue.length = 0;
  watcher.needsPresent = true;
}

/** One value that is replaced as a whole; a slow watcher gets the newest only. */
export class WatchableValue<Value> {
  #value: Value;
  readonly #changes = new Watchable<Value>();
  readonly #listeners = new Set<(value: Value) => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get watcherCount(): number {
    return this.#changes.watcherCount;
  }

  get(): Value {
    return this.#value;
  }

  set(value: Value): void {
    this.#value = value;
    this.#changes.refresh();
    for (const listener of [...this.#listeners]) listener(value);
  }

  watch(signal?: AbortSignal): AsyncIterableIterator<Value, void, undefined> {
    return this.#changes.watch({ present: () => this.#value, signal });
  }

  /** Calls the listener at every change, not now; returns how to end that. */
  onChange(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
