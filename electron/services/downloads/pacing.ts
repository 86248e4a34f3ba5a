/** Two ways to hold transfers back: bytes a second of all together, and connections at once. */
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a change of the limit may go unnoticed by who waits. */
const longestSleepMs = 200;

/** Bytes a second of everything that asks it. */
export class RateLimiter {
  readonly #limit: () => number;
  #allowance = 0;
  #countedAt = performance.now();

  /** `limit` is asked again all the time; 0: none. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** How much to take at a time, so that what is held back still flows evenly. */
  get portionBytes(): number {
    return this.#limit() > 0 ? Math.max(16 * 1024, this.#limit() / 20) : Number.POSITIVE_INFINITY;
  }

  /** Returns once so many bytes more may flow; they are counted whatever happens to them. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#limit() <= 0) {
      this.#allowance = 0;
      return;
    }
    this.#count();
    this.#allowance -= bytes;
    while (this.#allowance < 0 && this.#limit() > 0) {
      await sleep(Math.min(longestSleepMs, Math.ceil((-this.#allowance / this.#limit()) * 1000)), undefined, { signal });
      this.#count();
    }
  }

  #count(): void {
    const now = performance.now();
    const limit = this.#limit();
    // A quiet moment saves up for a tenth of a second at most.
    this.#allowance = Math.min(limit / 10, this.#allowance + ((now - this.#countedAt) / 1000) * limit);
    this.#countedAt = now;
  }
}

/** At most so many connections at once, and so many to one host; who came first goes first. */
export class Connections {
  readonly #limits: { total: number; perHost: number };
  readonly #open = new Map<string, number>();
  #waiting: { host: string; start: () => void }[] = [];
  #total = 0;

  constructor(limits: { total: number; perHost: number }) {
    this.#limits = limits;
  }

  /** Runs the work when there is room. Rejects with the signal's reason when it aborts before. */
  async use<Result>(host: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#enter(host, signal);
    try {
      return await work();
    } finally {
      this.#total -= 1;
      this.#open.set(host, (this.#open.get(host) ?? 1) - 1);
      this.#admit();
    }
  }

  async #enter(host: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { host, start: resolve };
    const leave = () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave);
    this.#waiting.push(waiter);
    this.#admit();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #admit(): void {
    for (const waiter of [...this.#waiting]) {
      const ofHost = this.#open.get(waiter.host) ?? 0;
      if (this.#total >= this.#limits.total || ofHost >= this.#limits.perHost) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      this.#total += 1;
      this.#open.set(waiter.host, ofHost + 1);
      waiter.start();
    }
  }
}
