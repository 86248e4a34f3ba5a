/** The unfinished file and its journal: bytes are written where they belong, and claimed only once they are on the disk. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncFile } from '../../lib/replace-file.ts';
import { chunkSize, chunkStart, doneBytesOf, type Journal, writeJournal } from './journal.ts';

/** Writes all of it, or throws what the system says. */
export type WriteAt = (file: FileHandle, pieces: Uint8Array[], position: number) => Promise<void>;

/** By as many writes as the system needs. */
export const writeAt: WriteAt = async (file, pieces, position) => {
  let [left, at] = [pieces, position];
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left, at);
    at += bytesWritten;
    left = withoutFirst(left, bytesWritten);
  }
};

function withoutFirst(pieces: Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const index = pieces.findIndex((piece) => {
    if (skip < piece.length) return true;
    skip -= piece.length;
    return false;
  });
  if (index === -1) return [];
  return [(pieces[index] as Uint8Array).subarray(skip), ...pieces.slice(index + 1)];
}

export interface PartFileOptions {
  finalPath: string;
  partPath: string;
  journal: Journal;
  writeAt: WriteAt;
}

export class PartFile {
  readonly journal: Journal;
  readonly #options: PartFileOptions;
  readonly #file: FileHandle;
  /** Like journal.done, but of what was written and may not be on the disk yet. */
  readonly #written: number[];
  #doneBytes: number;
  /** The first chunk that may be missing bytes. */
  #firstGap = 0;
  #flushing: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #isDirty = false;

  private constructor(options: PartFileOptions, file: FileHandle) {
    this.#options = options;
    this.journal = options.journal;
    this.#file = file;
    this.#written = [...options.journal.done];
    this.#doneBytes = doneBytesOf(options.journal);
  }

  /** Makes the file when it is not there; a link in its place is refused (ELOOP). What the journal claims beyond the file's end is not believed. */
  static async open(options: PartFileOptions): Promise<PartFile> {
    const noFollow = constants.O_NOFOLLOW ?? 0;
    const file = await open(options.partPath, constants.O_RDWR | constants.O_CREAT | noFollow, 0o644);
    try {
      const { size } = await file.stat();
      const { journal } = options;
      for (const [index, bytes] of journal.done.entries()) {
        journal.done[index] = Math.max(0, Math.min(bytes, size - chunkStart(journal, index)));
      }
      if (size > journal.sizeBytes) await file.truncate(journal.sizeBytes);
      await writeJournal(options.finalPath, journal);
      return new PartFile(options, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get doneBytes(): number {
    return this.#doneBytes;
  }

  /** Bytes from the beginning without a gap. */
  get prefixBytes(): number {
    const { journal } = this;
    while (this.#firstGap < this.#written.length && this.writtenOf(this.#firstGap) === chunkSize(journal, this.#firstGap))
      this.#firstGap += 1;
    return Math.min(journal.sizeBytes, chunkStart(journal, this.#firstGap) + this.writtenOf(this.#firstGap));
  }

  get missingChunks(): number[] {
    return this.#written.flatMap((bytes, index) => (bytes < chunkSize(this.journal, index) ? [index] : []));
  }

  /** How many bytes of a chunk are there. */
  writtenOf(index: number): number {
    return this.#written[index] ?? 0;
  }

  /** Appends to what is there of a chunk. */
  async append(index: number, pieces: Uint8Array[]): Promise<void> {
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    await this.#options.writeAt(this.#file, pieces, chunkStart(this.journal, index) + this.writtenOf(index));
    this.#written[index] = this.writtenOf(index) + bytes;
    this.#doneBytes += bytes;
    this.#isDirty = true;
  }

  /** Puts bytes in the place of a whole chunk's own where they are different; says whether they were. */
  async replace(index: number, offset: number, bytes: Uint8Array): Promise<boolean> {
    const position = chunkStart(this.journal, index) + offset;
    const own = Buffer.allocUnsafe(bytes.length);
    const { bytesRead } = await this.#file.read(own, 0, own.length, position);
    if (bytesRead === bytes.length && own.equals(bytes)) return false;
    this.journal.hashes[index] = null;
    await this.#options.writeAt(this.#file, [bytes], position);
    this.#isDirty = true;
    return true;
  }

  /** Everything was fetched once more, because the hash was wrong. */
  countPass(): void {
    this.journal.passes += 1;
    this.#isDirty = true;
  }

  /** What a whole chunk was found to be; in the journal with the next flush. */
  setHash(index: number, sha256: string): void {
    this.journal.hashes[index] = sha256;
    this.#isDirty = true;
  }

  /** These chunks are to be fetched again. */
  reset(indexes: Iterable<number>): void {
    for (const index of indexes) {
      this.#doneBytes -= this.writtenOf(index);
      this.#firstGap = Math.min(this.#firstGap, index);
      this.#written[index] = 0;
      this.journal.done[index] = 0;
      this.journal.hashes[index] = null;
    }
    this.#isDirty = true;
  }

  /** Everything that was written before the call is on the disk and in the journal after it. */
  flush(): Promise<void> {
    if (this.#flushing === undefined) return this.#startFlush();
    this.#next ??= this.#flushing.catch(() => {}).then(() => this.#startFlush());
    return this.#next;
  }

  #startFlush(): Promise<void> {
    this.#next = undefined;
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    const written = [...this.#written];
    try {
      await syncFile(this.#file, 'data');
      // A chunk that was reset meanwhile claims nothing.
      for (const [index, bytes] of written.entries()) this.journal.done[index] = Math.min(bytes, this.writtenOf(index));
      await writeJournal(this.#options.finalPath, this.journal);
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
  }

  /** All bytes and the file's length to the disk; nothing that somebody else put behind them. */
  async sync(): Promise<void> {
    await this.flush();
    const { size } = await this.#file.stat();
    if (size > this.journal.sizeBytes) await this.#file.truncate(this.journal.sizeBytes);
    await syncFile(this.#file, 'all');
  }

  async close(): Promise<void> {
    await this.#flushing?.catch(() => {});
    await this.#file.close();
  }
}
