import { AppError } from '../../../shared/errors.ts';

/** What the system says about a file, as something a person can act on. An AppError passes through, as do errors of no file. */
export function toFileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof AppError || typeof code !== 'string') return error;
  const options = { data: { path }, cause: error };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('file.not-found', `${path} is not there`, options);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('file.not-allowed', `${path} may not be used: ${code}`, options);
    case 'EBUSY':
      return new AppError('model.in-use', `${path} is in use`, { data: { name: path }, cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('file.no-space', `No space is left for ${path}`, options);
    default:
      return new AppError('file.failed', `${path}: ${code}`, { data: { path, reason: code }, cause: error });
  }
}
