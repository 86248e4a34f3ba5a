/** Failures on their way to a page: an AppError keeps its code and data; anything else is a bug, logged here and hidden from the page. */
import { ORPCError } from '@orpc/server';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../lib/logger.ts';

/** The contract's typed error for an AppError; everything else stays as it is. */
export function toWire(error: unknown, logger: Logger): unknown {
  if (error instanceof AppError) {
    logger.info('A procedure answered with a failure', { code: error.code, data: error.data, cause: error.cause });
    return new ORPCError('APP_ERROR', { defined: true, status: 422, message: error.message, data: error.toWire(), cause: error });
  }
  if (!(error instanceof ORPCError)) logger.error('A bug', { error });
  return error;
}

/** A watch whose failures are translated too: a middleware does not see what an iterator throws later. */
export function translated<Value>(source: AsyncIterable<Value>, logger: Logger): AsyncIteratorObject<Value, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    async next() {
      try {
        const { done, value } = await iterator.next();
        return done ? { done, value: undefined } : { done: false, value };
      } catch (error) {
        throw toWire(error, logger);
      }
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await iterator.return?.();
    },
  };
}
