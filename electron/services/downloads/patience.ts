/** How a transfer waits out what passes by itself: all its connections together, longer each time, and not forever where that is no use. */
import type { AppError } from '../../../shared/errors.ts';
import { leastBytes } from '../../lib/http.ts';
import { backoffMs, type PassingError, type StaleAddressError } from './retry.ts';

/** Tries without a byte in between, before a person has to know. */
const mostTries = { portal: 3, staleAddress: 3 };

export interface PatienceOptions {
  backoffBaseMs: number;
  signal: AbortSignal;
  /** Ends a wait. */
  wake: ((listener: () => void) => () => void) | undefined;
  /** Nothing goes on any more until then (milliseconds since 1970). */
  onWaiting(error: AppError, retryAt: number): void;
  /** The wait is over. */
  onTrying(): void;
}

export class Patience {
  readonly #options: PatienceOptions;
  #busy = 0;
  #cameBytes = 0;
  #attempts = 0;
  #portals = 0;
  #stale = 0;
  #wait: { over: Promise<void>; error: AppError; retryAt: number } | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Bytes came: whatever was wrong has passed, once they are more than a trickle. */
  hasProgressed(bytes: number): void {
    this.#cameBytes += bytes;
    if (this.#cameBytes < leastBytes) return;
    this.#cameBytes = 0;
    this.#attempts = 0;
    this.#portals = 0;
    this.#stale = 0;
  }

  /** Somebody tries; while others do, one that waits is no news. */
  async trying<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#tell();
    }
  }

  /** Throws what a person must act on, and the signal's reason. */
  async wait({ appError, retryAt }: PassingError): Promise<void> {
    this.#options.signal.throwIfAborted();
    this.#wait ??= this.#start(appError, retryAt);
    this.#tell();
    await this.#wait.over;
  }

  /** An address that was refused, the first time that it was. Throws when new ones are refused again and again. */
  countStale({ appError }: StaleAddressError): void {
    this.#stale += 1;
    if (this.#stale > mostTries.staleAddress) throw appError;
  }

  #start(error: AppError, wantedAt: number | undefined) {
    this.#attempts += 1;
    this.#cameBytes = 0;
    if (error.code === 'hub.portal') {
      this.#portals += 1;
      if (this.#portals > mostTries.portal) throw error;
    }
    const retryAt = Math.max(wantedAt ?? 0, Date.now() + backoffMs(this.#attempts, this.#options.backoffBaseMs));
    const over = this.#sleep(retryAt - Date.now()).finally(() => {
      this.#wait = undefined;
      if (!this.#options.signal.aborted) this.#options.onTrying();
    });
    return { over, error, retryAt };
  }

  #tell(): void {
    if (this.#busy === 0 && this.#wait) this.#options.onWaiting(this.#wait.error, this.#wait.retryAt);
  }

  async #sleep(ms: number): Promise<void> {
    const { signal, wake } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    const leave = wake?.(resolve);
    signal.addEventListener('abort', stop);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      leave?.();
      signal.removeEventListener('abort', stop);
    }
  }
}
