/** Moves an answer's bytes on as they come: never faster than they are taken, never more than a moment's worth in memory. */
import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors.ts';
import { type HttpStream, leastBytes } from '../../lib/http.ts';
import type { RateLimiter } from './pacing.ts';
import { PassingError } from './retry.ts';

export interface Pour {
  open(signal: AbortSignal): Promise<HttpStream>;
  host: string;
  /** Exactly so many are taken. */
  expectedBytes: number;
  /** Takes what has come; nothing is read meanwhile. */
  take(pieces: Uint8Array[]): Promise<void>;
  limiter: RateLimiter;
  /** Silence of this length, or next to nothing in it, ends the connection. */
  stallMs: number;
  signal: AbortSignal;
}

/** Few large writes cost less than many small ones; a slow network is written on at once all the same. */
const gather = { bytes: 512 * 1024, ms: 200 };

/** Throws PassingError when the connection drops or falls silent before all bytes came; what came was taken. */
export async function pourBody(pour: Pour): Promise<void> {
  const watchdog = new Watchdog(pour.stallMs);
  const signal = AbortSignal.any([pour.signal, watchdog.signal]);
  let opened: Readable | undefined;
  try {
    watchdog.start();
    const response = await pour.open(signal);
    watchdog.stop();
    watchdog.renew();
    opened = response.body;
    // Read to its end, the connection serves the next request as well.
    const isExact = Number(response.headers.get('content-length')) === pour.expectedBytes;
    await drain({ body: opened, pour, watchdog, signal, isExact });
  } catch (error) {
    pour.signal.throwIfAborted();
    throw watchdog.signal.aborted ? lost(pour.host, 'timeout') : error;
  } finally {
    watchdog.stop();
    opened?.destroy();
  }
}

interface Drain {
  body: Readable;
  pour: Pour;
  watchdog: Watchdog;
  signal: AbortSignal;
  /** The answer ends where the last byte is. */
  isExact: boolean;
}

async function drain({ body, pour, watchdog, signal, isExact }: Drain): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [pieces, gathered, left, since]: [Uint8Array[], number, number, number] = [[], 0, pour.expectedBytes, performance.now()];
  let handing = Promise.resolve();
  const hand = async () => {
    const [taken, bytes] = [pieces, gathered];
    [pieces, gathered] = [[], 0];
    if (bytes === 0) return;
    await pour.take(taken);
    for (const piece of taken) free(piece);
    await pour.limiter.take(bytes, signal);
    since = performance.now();
  };
  body.on('data', (piece: Uint8Array) => {
    watchdog.feed(piece.length);
    const wanted = piece.length > left ? piece.subarray(0, left) : piece;
    pieces.push(wanted);
    gathered += wanted.length;
    left -= wanted.length;
    const isEnough = gathered >= Math.min(gather.bytes, pour.limiter.portionBytes) || performance.now() - since >= gather.ms;
    if (left > 0 && !isEnough) return;
    body.pause();
    watchdog.stop();
    handing = hand();
    handing.then(() => {
      if (left === 0 && !isExact) resolve();
      watchdog.start();
      body.resume();
    }, reject);
  });
  body.once('end', () => (left === 0 ? resolve() : reject(lost(pour.host, 'reset'))));
  body.once('error', (error) => reject(lost(pour.host, 'reset', error)));
  body.once('close', () => reject(lost(pour.host, 'reset')));
  watchdog.start();
  try {
    await promise;
  } finally {
    body.removeAllListeners('data');
    await handing.then(hand);
  }
}

/** At once: the collector would let tens of megabytes gather first. Never where the memory holds anything else. */
function free(piece: Uint8Array): void {
  const { buffer } = piece;
  if (buffer instanceof ArrayBuffer && piece.byteLength === buffer.byteLength) buffer.transfer(0);
}

function lost(host: string, reason: 'reset' | 'timeout', cause?: unknown): PassingError {
  return new PassingError(new AppError('hub.unreachable', `The connection to ${host} ended: ${reason}`, { data: { host, reason }, cause }));
}

/** Aborts when less than leastBytes came for too long; only the time between start and stop counts. */
class Watchdog {
  readonly #controller = new AbortController();
  readonly #stallMs: number;
  #leftMs: number;
  #startedAt = 0;
  #fedBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
    this.#leftMs = stallMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(new Error('stalled')), this.#leftMs);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt));
  }

  /** Something came. */
  feed(bytes: number): void {
    this.#fedBytes += bytes;
    if (this.#fedBytes >= leastBytes) this.renew();
  }

  /** All the time again. */
  renew(): void {
    const isRunning = this.#timer !== undefined;
    this.stop();
    this.#fedBytes = 0;
    this.#leftMs = this.#stallMs;
    if (isRunning) this.start();
  }
}
