import { AppError } from '../../../../shared/errors.ts';

export const tooComplicated = 'it is too complicated for a grammar';

/** A JSON schema asks for what no grammar can keep. `path` is a JSON pointer into the schema. Throw it. */
export function schemaError(path: string, keyword: string, why: string): AppError {
  const where = path === '' ? 'the schema itself' : path;
  return new AppError('schema.unsupported', `${keyword} at ${where}: ${why}`, { data: { path, keyword, reason: why } });
}

/** Above this a grammar is no longer worth its size. */
const mostCounted = 100_000;

/** How many characters or items. Throws AppError schema.unsupported for what is no count, or too large to be counted by a grammar. */
export function readCount(schema: Readonly<Record<string, unknown>>, keyword: string, path: string): number | undefined {
  const count = schema[keyword];
  if (count === undefined) return undefined;
  if (!Number.isInteger(count) || Number(count) < 0) throw schemaError(path, keyword, 'it is not a whole number from 0 on');
  if (Number(count) > mostCounted) throw schemaError(path, keyword, `it is larger than ${mostCounted}`);
  return Number(count);
}
