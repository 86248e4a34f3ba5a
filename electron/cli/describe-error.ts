import { ORPCError } from '@orpc/client';
import { AppError, type AppErrorCode } from '../../shared/errors.ts';
import { errorSentences } from './error-sentences.ts';

/** What the system says of a data folder that cannot be one. */
const folderCodes = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP'];

/** The host that a command speaks to is gone, or says nothing any more. */
const lostCodes = ['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'];

export interface Failure {
  code: string;
  data?: Record<string, unknown> | undefined;
}

/** One sentence of what happened, and what to do next. */
export function describeError(error: unknown): string {
  const failure = findFailure(error);
  if (failure) return describeFailure(failure);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'That port is taken by another program. Choose another one with --port, or leave --port out.';
  if (code !== undefined && folderCodes.includes(code)) return `${message}. Choose a folder you may write to with --home.`;
  if (code === 'ENOSPC') return 'The disk is full. Make room and try again.';
  if (code === 'ERR_SQLITE_ERROR') return `The data folder cannot be used: ${message}. Choose a folder you may write to with --home.`;
  if (code !== undefined && lostCodes.includes(code))
    return 'The Alcove that has this data folder open went away or hangs. Try again, or end it and try again.';
  return `Something went wrong: ${message ?? String(error)}. The log in the data folder's logs/ tells more.`;
}

/** The code that travelled with an error, also over the contract. */
export function findFailure(error: unknown): Failure | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof ORPCError && error.code === 'APP_ERROR') return error.data as Failure;
  return undefined;
}

/** The sentence for a code of shared/errors.ts. */
export function describeFailure({ code, data = {} }: Failure): string {
  const sentence = errorSentences[code as AppErrorCode] as ((data: Record<string, unknown>) => string) | undefined;
  return sentence?.(data) ?? `It did not work (${code}). The log in the data folder's logs/ tells more.`;
}
