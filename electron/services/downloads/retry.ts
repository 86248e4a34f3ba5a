/** Which failures of the network pass by themselves, and how long to wait for that. */
import { AppError } from '../../../shared/errors.ts';

/** Nothing that a person must act on: wait, and try again. */
export class PassingError extends Error {
  readonly appError: AppError;
  /** Milliseconds since 1970 before which the host wants no request. */
  readonly retryAt: number | undefined;

  constructor(appError: AppError, retryAt?: number) {
    super(appError.message, { cause: appError });
    this.name = 'PassingError';
    this.appError = appError;
    this.retryAt = retryAt;
  }
}

/** The signed address is of no use any more: ask for another. */
export class StaleAddressError extends Error {
  readonly appError: AppError;
  constructor(appError: AppError) {
    super(appError.message);
    this.name = 'StaleAddressError';
    this.appError = appError;
  }
}

/** The host answers ranges with something else: fetch the file as one stream. */
export class NoRangesError extends Error {}

/** The hub has another file under this name now. */
export class ChangedFileError extends Error {}

const longestWaitMs = 10 * 60_000;

/** What the next attempt means: passing trouble as such, everything else as it is. */
export function toPassing(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { retryAt, status } = (error.data ?? {}) as { retryAt?: number; status?: number };
  switch (error.code) {
    case 'hub.unreachable':
    case 'hub.portal':
    case 'hub.rate-limited':
      return new PassingError(error, typeof retryAt === 'number' ? Math.min(retryAt, Date.now() + longestWaitMs) : undefined);
    case 'hub.failed':
      return status !== undefined && isPassingStatus(status) ? new PassingError(error) : error;
    default:
      return error;
  }
}

export function isPassingStatus(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status) || status >= 520;
}

/** Doubles with every attempt (the first is 1), up to a minute, spread by a third so that connections do not come back at once. */
export function backoffMs(attempt: number, baseMs: number): number {
  return Math.min(60_000, baseMs * 2 ** Math.min(attempt - 1, 20)) * (2 / 3 + Math.random() * (2 / 3));
}
