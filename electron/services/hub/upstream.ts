/** Whether a model of the library is still the newest at its source. */
import { AppError } from '../../../shared/errors.ts';
import type { KnownOrigin } from '../models/models.ts';
import type { ModelSource } from './model-source.ts';

/** Compares hashes, and sizes where the source tells no hash. Throws hub.* when the source cannot say. */
export async function findUpstreamState(origin: KnownOrigin, source: ModelSource): Promise<'same' | 'newer' | 'gone'> {
  const paths = origin.files.map(({ fileName }) => fileName);
  const found = await source.findFiles(origin.repository, paths).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'hub.not-found') return [];
    throw error;
  });
  const newest = new Map(found.map((file) => [file.path, file]));
  if (paths.some((path) => !newest.has(path))) return 'gone';
  const isSame = origin.files.every(({ fileName, expectedSha256, sizeBytes }) => {
    const file = newest.get(fileName);
    if (expectedSha256 !== undefined && file?.sha256 !== undefined) return file.sha256 === expectedSha256;
    return sizeBytes === undefined || file?.sizeBytes === sizeBytes;
  });
  return isSame ? 'same' : 'newer';
}
