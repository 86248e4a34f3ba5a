/** Brings one file from a hub to the disk, whole and checked, whatever the network does meanwhile. */
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { VersionFile } from '../../../shared/hub.ts';
import { type FileLock, tryLockFile } from '../../lib/file-lock.ts';
import type { Http } from '../../lib/http.ts';
import type { ResolvedFile } from '../hub/hub.ts';
import type { ChunkHashes } from '../models/models.ts';
import { toFileError } from '../models/models.ts';
import { Address } from './address.ts';
import { doneBytesOf, lockPathOf, partPathOf, readJournal, removeFetched } from './journal.ts';
import type { Connections, RateLimiter } from './pacing.ts';
import type { WriteAt } from './part-file.ts';
import { PartTransfer } from './part-transfer.ts';
import { ChangedFileError, PassingError, StaleAddressError } from './retry.ts';

/** What all transfers share. */
export interface TransferTools {
  http: Http;
  connections: Connections;
  limiter: RateLimiter;
  /** hash-worker: built, or its source. */
  hashWorkerFile: string;
  writeAt?: WriteAt;
  /** Unset: 16 MiB. */
  chunkBytes?: number;
  /** Unset: 4. */
  connectionsPerFile?: number;
  /** Silence of this length ends a connection. Unset: 30 s. */
  stallMs?: number;
  /** The wait before the first new attempt. Unset: 1 s. */
  backoffBaseMs?: number;
  /** How often a slow transfer's bytes are put on the disk. Unset: 2 s. */
  flushMs?: number;
}

/** `retryAt`: milliseconds since 1970. `checkedBytes`: of the whole file. */
export type TransferState =
  | { type: 'starting' }
  | { type: 'running' }
  | { type: 'waiting'; error: AppError; retryAt: number | undefined }
  | { type: 'checking'; checkedBytes: number };

export interface FileTransferOptions {
  tools: TransferTools;
  finalPath: string;
  expected: VersionFile;
  revision: string;
  /** Asks the hub where the bytes lie. */
  resolve: () => Promise<ResolvedFile>;
  /** Throws file.no-space. */
  checkSpace: () => Promise<void>;
  describeNoSpace: (neededBytes: number) => Promise<AppError>;
  signal: AbortSignal;
  onState(state: TransferState): void;
  onProgress(doneBytes: number): void;
  /** Registers who wants to know that a wait should end now; returns how to leave. */
  wake?: (listener: () => void) => () => void;
}

export interface WholeFile {
  sha256: string;
  /** Undefined where they are not known. */
  chunks: ChunkHashes | undefined;
  /** False: the source told no hash, only the size could be checked. */
  isVerified: boolean;
  /** The commit that it came from. */
  revision: string;
  /** Puts the file under its final name, on the disk; removes journal and lock. */
  finish(): Promise<void>;
  /** Keeps the part and frees the lock. */
  release(): void;
}

/** How often a file that became another one is begun again. */
const mostChanges = 3;

/**
 * Brings a file to its part, whole and checked, going on with what is there. Throws AppError (download.in-use, download.checksum,
 * download.changed, file.no-space, hub.* that need a person) and the signal's reason; what was fetched is kept except after
 * download.checksum and download.changed.
 */
export async function transferFile(options: FileTransferOptions): Promise<WholeFile> {
  options.signal.throwIfAborted();
  const lock = await lockFile(options.finalPath);
  try {
    const whole = await bring(options, lock);
    const finish = () =>
      whole.finish().catch(async (error: unknown) => {
        throw await describeDiskTrouble(error, options);
      });
    return { ...whole, finish };
  } catch (error) {
    lock.release({ remove: true });
    options.signal.throwIfAborted();
    if (error instanceof PassingError || error instanceof StaleAddressError) throw error.appError;
    throw await describeDiskTrouble(error, options);
  }
}

async function bring(options: FileTransferOptions, lock: FileLock): Promise<WholeFile> {
  let { expected } = options;
  for (let changes = 0; ; changes += 1) {
    const address = new Address(expected, options.resolve);
    try {
      return await new PartTransfer({ ...options, expected }, address, lock).run();
    } catch (error) {
      if (!(error instanceof ChangedFileError)) throw error;
      options.signal.throwIfAborted();
      await removeFetched(options.finalPath);
      const fileName = basename(options.finalPath);
      if (changes === mostChanges) throw new AppError('download.changed', `${fileName} keeps changing`, { data: { fileName } });
      const { sizeBytes, sha256 } = address.current ?? expected;
      expected = { path: expected.path, sizeBytes, ...(sha256 !== undefined && { sha256 }) };
    }
  }
}

/** The folder is made where it is not there. */
async function lockFile(finalPath: string): Promise<FileLock> {
  const path = lockPathOf(finalPath);
  const fileName = basename(finalPath);
  try {
    await mkdir(dirname(finalPath), { recursive: true });
    // A damaged lock goes with the first attempt.
    const lock = tryLockFile(path) ?? tryLockFile(path);
    if (lock !== undefined) return lock;
  } catch (error) {
    throw toFileError(error, path);
  }
  throw new AppError('download.in-use', `Another Alcove writes ${fileName}`, { data: { fileName } });
}

async function describeDiskTrouble(error: unknown, { finalPath, expected, describeNoSpace }: FileTransferOptions): Promise<unknown> {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof AppError || code === undefined) return error;
  if (['ENOSPC', 'EDQUOT'].includes(code)) return describeNoSpace(expected.sizeBytes - (await fetchedBytes(finalPath)));
  return syscall === undefined ? error : toFileError(error, finalPath);
}

/** Bytes that are there of an unfinished file, by its journal; 0 without one. */
export async function fetchedBytes(finalPath: string): Promise<number> {
  const journal = await readJournal(finalPath);
  if (journal === undefined) return 0;
  const part = await stat(partPathOf(finalPath)).catch(() => undefined);
  return Math.min(doneBytesOf(journal), part?.size ?? 0);
}
