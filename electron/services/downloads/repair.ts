/** Makes a damaged model whole again with the bytes that it has: what is missing is fetched, and the old file stays until the new one is checked. */
import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import type { VersionFile } from '../../../shared/hub.ts';
import { type Model, otherProgramSchema } from '../../../shared/models.ts';
import { tryLockFile } from '../../lib/file-lock.ts';
import type { HubService } from '../hub/hub.ts';
import { type ChunkHashes, copyWithProgress, type KnownOrigin, type ModelsService } from '../models/models.ts';
import { fetchedBytes, type TransferTools } from './file-transfer.ts';
import { chunkSize, chunkStart, createJournal, lockPathOf, partPathOf, usualChunkBytes, writeJournal } from './journal.ts';
import type { DownloadRow, RowFile } from './rows.ts';

interface PlanOptions {
  hub: Pick<HubService, 'source'>;
  models: Pick<ModelsService, 'find' | 'originOf' | 'ready'>;
}

/** Throws model.not-found, model.read-only, model.no-origin, download.changed, and hub.* where the hub had to be asked. */
export async function planRepair(modelId: string, { hub, models }: PlanOptions): Promise<DownloadRow> {
  await models.ready;
  const model = models.find(modelId);
  refuseOthers(model);
  const origin = models.originOf(model.id);
  const { source, repository } = origin;
  const { revision, files } = await completeFiles(origin, hub);
  return {
    ...{ id: randomUUID(), position: 0, kind: 'repair', source, endpoint: '', repository, revision, files },
    ...{ versionId: model.quantization ?? model.name, quantization: model.quantization ?? '', name: model.name },
    ...{ folder: model.folder, state: 'queued', isVerified: false, addedAt: Date.now() },
  };
}

function refuseOthers({ name, place }: Model): void {
  const program = otherProgramSchema.safeParse(place);
  if (program.success) {
    throw new AppError('model.read-only', `${name} belongs to ${program.data}`, { data: { name, program: program.data } });
  }
}

/** What every file should be; the hub is asked only where that is not known. */
async function completeFiles(origin: KnownOrigin, hub: PlanOptions['hub']): Promise<{ revision: string; files: RowFile[] }> {
  const { source, repository, revision } = origin;
  const known = origin.files.flatMap(({ path: target, fileName: path, expectedSha256: sha256, sizeBytes }) =>
    sha256 === undefined || sizeBytes === undefined ? [] : [{ target, path, sha256, sizeBytes }],
  );
  if (revision !== undefined && known.length === origin.files.length) return { revision, files: known };
  const facts = await hub.source({ source }).describe(repository, revision === undefined ? {} : { revision });
  return { revision: facts.revision, files: origin.files.map((file) => ({ ...findUpstream(file, facts.files), target: file.path })) };
}

function findUpstream({ fileName, expectedSha256 }: KnownOrigin['files'][number], files: VersionFile[]): VersionFile {
  const found = files.find(({ path }) => path === fileName);
  const isOther = expectedSha256 !== undefined && found?.sha256 !== undefined && found.sha256 !== expectedSha256;
  if (found !== undefined && !isOther) return found;
  throw new AppError('download.changed', `${fileName} is another file on the hub now`, { data: { fileName } });
}

interface SeedOptions {
  finalPath: string;
  file: RowFile;
  /** What its chunks should be, where known. */
  chunks: ChunkHashes | undefined;
  revision: string;
  tools: TransferTools;
  signal: AbortSignal;
}

/**
 * A damaged file gives all its bytes to the part, whose check finds the chunks that are wrong. Where nobody knows what the chunks
 * should be, only a file that lacks its end does so: one of the right size has wrong bytes anywhere.
 */
export async function seedPart(options: SeedOptions): Promise<void> {
  const { finalPath, file, chunks } = options;
  const found = await stat(finalPath).catch(() => undefined);
  if (!found?.isFile() || file.sha256 === undefined || (await fetchedBytes(finalPath)) > 0) return;
  if (chunks === undefined && found.size >= file.sizeBytes) return;
  // Another Alcove that is at it: the transfer says so.
  const lock = tryLockFile(lockPathOf(finalPath));
  if (lock === undefined) return;
  try {
    await copyToPart(options, found.size);
  } finally {
    lock.release({ remove: true });
  }
}

async function copyToPart({ finalPath, file, chunks, revision, tools, signal }: SeedOptions, foundBytes: number): Promise<void> {
  await rm(partPathOf(finalPath), { force: true });
  await copyWithProgress(finalPath, partPathOf(finalPath), { signal, onProgress() {} });
  const chunkBytes = chunks?.chunkBytes ?? tools.chunkBytes ?? usualChunkBytes;
  const journal = createJournal({ sizeBytes: file.sizeBytes, sha256: file.sha256, revision }, chunkBytes);
  if (chunks?.hashes.length === journal.hashes.length) journal.hashes = [...chunks.hashes];
  for (const index of journal.done.keys()) {
    journal.done[index] = Math.max(0, Math.min(foundBytes - chunkStart(journal, index), chunkSize(journal, index)));
  }
  await writeJournal(finalPath, journal);
}
