/** SHA-256 of files, computed in a worker thread: of one that lies there, or of one that is still being written. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { HashEvent, HashTask } from './hash-worker.ts';

export interface FollowOptions {
  /** hash-worker: built, or its source. */
  workerFile: string;
  path: string;
  /** The whole file. */
  sizeBytes: number;
  /** Unset: no hashes of chunks. */
  chunkBytes?: number | undefined;
  onProgress?: (doneBytes: number) => void;
  onChunk?: (index: number, sha256: string) => void;
}

export interface FollowingHash {
  /** Lower-case hex, once the file was read to its end. Rejects when it cannot be read, or after `end`. */
  readonly sha256: Promise<string>;
  /** The file holds its final bytes up to here. */
  extend(upToBytes: number): void;
  /** Frees the thread; safe to call twice. */
  end(): void;
}

/** Follows a file whose bytes become final from its beginning on. */
export function followHash(options: FollowOptions): FollowingHash {
  const { path, sizeBytes, chunkBytes } = options;
  const worker = new Worker(options.workerFile, { workerData: { path, sizeBytes, chunkBytes } satisfies HashTask });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // Who only follows may end before anybody asks for the result.
  promise.catch(() => {});
  const end = () => {
    reject(new Error('The hash is no longer wanted'));
    void worker.terminate();
  };
  worker.on('message', (event: HashEvent) => {
    if (event.type === 'progress') options.onProgress?.(event.doneBytes);
    else if (event.type === 'chunk') options.onChunk?.(event.index, event.sha256);
    else {
      resolve(event.sha256);
      void worker.terminate();
    }
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`The hash worker ended with ${code}`)));
  let told = 0;
  const extend = (upToBytes: number) => {
    if (upToBytes <= told && !(sizeBytes === 0 && upToBytes === 0)) return;
    told = upToBytes;
    worker.postMessage(upToBytes);
  };
  return { sha256: promise, extend, end };
}

/** SHA-256 of a whole file, lower-case hex. Throws what the system says about the file, and the signal's reason. */
export async function hashFile(options: {
  workerFile: string;
  path: string;
  signal?: AbortSignal | undefined;
  chunkBytes?: number | undefined;
  onProgress?: (doneBytes: number) => void;
  onChunk?: (index: number, sha256: string) => void;
}): Promise<string> {
  const { signal, ...rest } = options;
  signal?.throwIfAborted();
  const following = followHash({ ...rest, sizeBytes: (await stat(options.path)).size });
  const stop = () => following.end();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  following.extend(Number.MAX_SAFE_INTEGER);
  try {
    return await following.sha256;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    following.end();
  }
}
