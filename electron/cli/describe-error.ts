import { ORPCError } from '@orpc/client';
import { AppError } from '../../shared/errors.ts';

/** What the system says of a data folder that cannot be one. */
const folderCodes = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP'];

interface Failure {
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
  if (code === 'ENOSPC') return describeFailure({ code: 'file.no-space' });
  if (code === 'ERR_SQLITE_ERROR') return `The data folder cannot be used: ${message}. Choose a folder you may write to with --home.`;
  if (code === 'ECONNRESET' || code === 'ECONNREFUSED') return 'The Alcove that has this data folder open went away. Try again.';
  return `Something went wrong: ${message ?? String(error)}. The log in the data folder's logs/ tells more.`;
}

function findFailure(error: unknown): Failure | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof ORPCError && error.code === 'APP_ERROR') return error.data as Failure;
  return undefined;
}

const text = (value: unknown, otherwise = 'it') => (value === undefined ? otherwise : String(value));
const gigabytes = (value: unknown) => `${(Number(value) / 1e9).toFixed(1)} GB`;

/** The sentence for a code of shared/errors.ts. */
export function describeFailure({ code, data = {} }: Failure): string {
  switch (code) {
    case 'model.not-found':
      return `There is no model "${text(data.name)}" here.${data.nearest ? ` Nearest: ${data.nearest}.` : ''} alcove ls lists them all.`;
    case 'model.broken':
      return `The model's file is damaged (${text(data.reason)}). Get it again; alcove ls lists the models that work.`;
    case 'model.load-failed':
      return `The model did not load: ${text(data.reason, 'the engine gave no reason')}. Try another model; alcove ls lists them.`;
    case 'model.not-enough-memory':
      return `The model needs ${gigabytes(data.neededBytes)} and ${gigabytes(data.freeBytes)} are free. Close other programs, or take a smaller model.`;
    case 'engine.crashed':
      return `The model's process ended unexpectedly (${text(data.signal ?? data.cause, 'unknown reason')}). What it wrote is above; run the command again.`;
    case 'context.exceeded':
      return `The text has ${text(data.promptTokens)} tokens and the model holds ${text(data.contextLength)}. Shorten it.`;
    case 'database.newer':
      return 'This data folder was written by a newer Alcove. Update Alcove, or choose another folder with --home.';
    case 'file.no-space':
      return 'The disk is full. Make room and try again.';
    default:
      return `It did not work (${code}). The log in the data folder's logs/ tells more.`;
  }
}
