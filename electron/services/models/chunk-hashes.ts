/**
 * Hashes of a file's chunks, by the hash of the whole: they tell later where a file is damaged, wherever it lies by then. They come
 * from downloads and checks whose whole hash was right.
 */
import type { DatabaseSync } from 'node:sqlite';

export interface ChunkHashes {
  chunkBytes: number;
  /** SHA-256 of each chunk in order, lower-case hex; the last chunk may be shorter. */
  hashes: string[];
}

/** How a file is cut where nobody has cut it yet. */
export const checkedChunkBytes = 16 * 1024 * 1024;

/** 32 bytes for each 16 MiB: a model of 50 GB has 100 kB. The oldest go, and such a file is fetched as a whole when it is damaged. */
const keptRows = 200;
const hashBytes = 32;

export class ChunkHashStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Undefined: never recorded. */
  of(sha256: string): ChunkHashes | undefined {
    const row = this.#database.prepare('SELECT chunk_bytes, hashes FROM chunk_hashes WHERE sha256 = ?').get(sha256);
    if (!(row?.hashes instanceof Uint8Array)) return undefined;
    const all = Buffer.from(row.hashes).toString('hex');
    return { chunkBytes: Number(row.chunk_bytes), hashes: all.match(new RegExp(`.{${hashBytes * 2}}`, 'g')) ?? [] };
  }

  /** `sha256`: of the whole file, which must have been found right. */
  put(sha256: string, { chunkBytes, hashes }: ChunkHashes): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO chunk_hashes (sha256, chunk_bytes, hashes, recorded_at) VALUES (?, ?, ?, ?)')
      .run(sha256, chunkBytes, Buffer.from(hashes.join(''), 'hex'), Date.now());
    this.#database
      .prepare('DELETE FROM chunk_hashes WHERE rowid NOT IN (SELECT rowid FROM chunk_hashes ORDER BY recorded_at DESC, rowid DESC LIMIT ?)')
      .run(keptRows);
  }
}
