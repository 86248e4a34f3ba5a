/** Brings one file from a hub to the disk, whole and checked, whatever the network does meanwhile. */
import type { AppError } from '../../../shared/errors.ts';
import type { VersionFile } from '../../../shared/hub.ts';
import type { Http } from '../../lib/http.ts';
import type { ResolvedFile } from '../hub/hub.ts';
import type { Connections, RateLimiter } from './pacing.ts';
import type { WriteAt } from './part-file.ts';

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
  /** False: the source told no hash, only the size could be checked. */
  isVerified: boolean;
  /** The commit that it came from. */
  revision: string;
  /** Puts the file under its final name, on the disk; removes journal and lock. */
  finish(): Promise<void>;
  /** Keeps the part and frees the lock. */
  release(): void;
}

/**
 * Brings a file to its part, whole and checked, going on with what is there. Throws AppError (download.in-use, download.checksum,
 * download.changed, file.no-space, hub.* that need a person) and the signal's reason; what was fetched is kept except after
 * download.checksum and download.changed.
 */
export async function transferFile(options: FileTransferOptions): Promise<WholeFile> {
  throw new Error(`not built yet: ${options.finalPath}`);
}

/** Bytes that are there of an unfinished file, by its journal; 0 without one. */
export async function fetchedBytes(finalPath: string): Promise<number> {
  throw new Error(`not built yet: ${finalPath}`);
}
