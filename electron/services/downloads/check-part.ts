/** Whether the bytes that came are the right ones, and what to do about those that are not. */
import { type FollowingHash, followHash } from '../../lib/hash-file.ts';
import type { Target } from './fetch-part.ts';
import { chunkSize, type Journal } from './journal.ts';
import type { PartFile } from './part-file.ts';

/** Follows a part as it grows. Each chunk's hash is kept in the journal, so that damage on the disk can be told from a wrong file. */
export class PartHash {
  /** Chunks that are not what they were when they came. */
  readonly damaged = new Set<number>();
  readonly #part: PartFile;
  readonly #following: FollowingHash;

  constructor(options: { workerFile: string; partPath: string; part: PartFile; onProgress: (checkedBytes: number) => void }) {
    const { part } = options;
    const { hashes, sizeBytes, chunkBytes } = part.journal;
    this.#part = part;
    this.#following = followHash({
      workerFile: options.workerFile,
      path: options.partPath,
      sizeBytes,
      chunkBytes,
      onProgress: options.onProgress,
      onChunk: (index, sha256) => {
        if ((hashes[index] ?? null) === null) part.setHash(index, sha256);
        else if (hashes[index] !== sha256) this.damaged.add(index);
      },
    });
  }

  /** Goes on as far as the part has no gap. */
  extend(): void {
    this.#following.extend(this.#part.prefixBytes);
  }

  /** SHA-256 of the whole part; rejects with the signal's reason. */
  async whole(signal: AbortSignal): Promise<string> {
    this.extend();
    const stop = () => this.#following.end();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      const sha256 = await this.#following.sha256;
      // Asked for in the very moment in which the hash was ready: the pause counts.
      signal.throwIfAborted();
      return sha256;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  end(): void {
    this.#following.end();
  }
}

/** Everything once more, over a part that is whole: only bytes that are different now are written. */
export class Comparison implements Target {
  readonly #part: PartFile;
  readonly #compared: number[];
  /** Whether anything was different. */
  hasChanged = false;
  doneBytes = 0;

  constructor(part: PartFile) {
    this.#part = part;
    this.#compared = part.journal.done.map(() => 0);
  }

  get journal(): Journal {
    return this.#part.journal;
  }

  get missingChunks(): number[] {
    return this.#compared.flatMap((bytes, index) => (bytes < chunkSize(this.journal, index) ? [index] : []));
  }

  writtenOf(index: number): number {
    return this.#compared[index] ?? 0;
  }

  async append(index: number, pieces: Uint8Array[]): Promise<void> {
    for (const piece of pieces) {
      if (await this.#part.replace(index, this.writtenOf(index), piece)) this.hasChanged = true;
      this.#compared[index] = this.writtenOf(index) + piece.length;
      this.doneBytes += piece.length;
    }
  }

  flush(): Promise<void> {
    return this.#part.flush();
  }
}
