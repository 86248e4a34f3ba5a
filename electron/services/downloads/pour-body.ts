/** Moves an answer's bytes on as they come: never faster than they are taken, never more than a moment's worth in memory. */
import { AppError } from '../../../shared/errors.ts';
import type { HttpResponse } from '../../lib/http.ts';
import type { RateLimiter } from './pacing.ts';
import { PassingError } from './retry.ts';

export interface Pour {
  open(signal: AbortSignal): Promise<HttpResponse>;
  host: string;
  /** Exactly so many are taken. */
  expectedBytes: number;
  /** Takes what has come; nothing is read meanwhile. */
  take(pieces: Uint8Array[]): Promise<void>;
  limiter: RateLimiter;
  /** Silence of this length ends the connection. */
  stallMs: number;
  signal: AbortSignal;
}

/** Few large writes cost less than many small ones; a slow network is written on at once all the same. */
const gather = { bytes: 512 * 1024, ms: 200 };

/** Throws PassingError when the connection drops or falls silent before all bytes came; what came was taken. */
export async function pourBody(pour: Pour): Promise<void> {
  const watchdog = new Watchdog(pour.stallMs);
  const signal = AbortSignal.any([pour.signal, watchdog.signal]);
  let opened: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await watchdog.watch(() => pour.open(signal));
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
    if (reader === undefined) throw lost(pour.host, 'reset');
    opened = reader;
    await drain(reader, pour, watchdog, signal);
    // Read to its end, the connection serves the next request as well.
    if (Number(response.headers.get('content-length')) === pour.expectedBytes)
      await watchdog.watch(() => read(reader, pour.host)).catch(() => {});
  } catch (error) {
    pour.signal.throwIfAborted();
    throw watchdog.signal.aborted ? lost(pour.host, 'timeout') : error;
  } finally {
    watchdog.stop();
    await opened?.cancel().catch(() => {});
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>, pour: Pour, watchdog: Watchdog, signal: AbortSignal): Promise<void> {
  let [pieces, gathered, left, since]: [Uint8Array[], number, number, number] = [[], 0, pour.expectedBytes, performance.now()];
  const hand = async () => {
    const taken = pieces;
    [pieces, gathered, since] = [[], 0, performance.now()];
    if (taken.length > 0) await pour.take(taken);
  };
  try {
    while (left > 0) {
      const { value } = await watchdog.watch(() => read(reader, pour.host));
      if (value === undefined) throw lost(pour.host, 'reset');
      const piece = value.length > left ? value.subarray(0, left) : value;
      pieces.push(piece);
      gathered += piece.length;
      left -= piece.length;
      await pour.limiter.take(piece.length, signal);
      if (gathered >= gather.bytes || performance.now() - since >= gather.ms) await hand();
    }
  } finally {
    await hand();
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, host: string) {
  try {
    return await reader.read();
  } catch (error) {
    throw lost(host, 'reset', error);
  }
}

function lost(host: string, reason: 'reset' | 'timeout', cause?: unknown): PassingError {
  return new PassingError(new AppError('hub.unreachable', `The connection to ${host} ended: ${reason}`, { data: { host, reason }, cause }));
}

/** Aborts when a piece of work takes too long; time between the pieces does not count. */
class Watchdog {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isWatching = false;

  constructor(stallMs: number) {
    this.#timer = setTimeout(() => {
      if (this.#isWatching) this.#controller.abort(new Error('stalled'));
    }, stallMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isWatching = true;
    this.#timer.refresh();
    try {
      return await work();
    } finally {
      this.#isWatching = false;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
