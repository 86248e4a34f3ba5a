import { AppError } from '../../../../shared/errors.ts';

/** A JSON schema asks for what no grammar can keep. `path` is a JSON pointer into the schema. Throw it. */
export function schemaError(path: string, keyword: string, why: string): AppError {
  const where = path === '' ? 'the schema itself' : path;
  return new AppError('schema.unsupported', `${keyword} at ${where}: ${why}`, { data: { path, keyword, reason: why } });
}
