/**
 * What is known of an unfinished file, in `<final>.part.json` beside `<final>.part`. It claims only bytes that were flushed to the disk
 * before it was written, and is replaced as a whole, so that it holds after a kill or a power cut.
 */
import { open, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { renameOver, syncFile } from '../../lib/replace-file.ts';

/** What must be the same for the bytes to belong together. */
export interface FileKey {
  sizeBytes: number;
  /** Lower-case hex; decides alone where it is known. */
  sha256: string | undefined;
  revision: string;
}

const journalSchema = z.object({
  version: z.literal(1),
  sizeBytes: z.number().int().min(0),
  sha256: z.string().optional(),
  revision: z.string(),
  /** What the data host called the content, where no hash is known. */
  etag: z.string().optional(),
  chunkBytes: z.number().int().min(1),
  /** Bytes from each chunk's beginning that are on the disk. */
  done: z.array(z.number().int().min(0)),
  /** SHA-256 of each whole chunk as it was when it arrived. */
  hashes: z.array(z.string().nullable()),
  /** How often everything was fetched for this file because the hash was wrong. */
  passes: z.number().int().min(1),
});
export type Journal = z.infer<typeof journalSchema>;

/** Where the unfinished file lies. */
export function partPathOf(finalPath: string): string {
  return `${finalPath}.part`;
}
export function journalPathOf(finalPath: string): string {
  return `${finalPath}.part.json`;
}
/** Held by the Alcove that writes the file. */
export function lockPathOf(finalPath: string): string {
  return `${finalPath}.part.lock`;
}

/** Small enough to fetch again, large enough that the journal stays short. */
export const usualChunkBytes = 16 * 1024 * 1024;

/** Of a file of which nothing is there yet. */
export function createJournal({ sizeBytes, sha256, revision }: FileKey, chunkBytes: number): Journal {
  const chunkCount = Math.ceil(sizeBytes / chunkBytes);
  return {
    version: 1,
    sizeBytes,
    ...(sha256 !== undefined && { sha256 }),
    revision,
    chunkBytes,
    done: Array.from({ length: chunkCount }, () => 0),
    hashes: Array.from({ length: chunkCount }, () => null),
    passes: 1,
  };
}

/** Undefined when there is none, or none that can be trusted. */
export async function readJournal(finalPath: string): Promise<Journal | undefined> {
  try {
    const journal = journalSchema.parse(JSON.parse(await readFile(journalPathOf(finalPath), 'utf8')));
    const chunkCount = Math.ceil(journal.sizeBytes / journal.chunkBytes);
    const isWhole = journal.done.length === chunkCount && journal.hashes.length === chunkCount;
    return isWhole && journal.done.every((bytes, index) => bytes <= chunkSize(journal, index)) ? journal : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the bytes that the journal tells of belong to this file. */
export function isSameFile(journal: Journal, key: FileKey): boolean {
  if (journal.sizeBytes !== key.sizeBytes || journal.sha256 !== key.sha256) return false;
  return key.sha256 !== undefined || (journal.revision === key.revision && journal.etag !== undefined);
}

/** On the disk when it returns. Throws what the system says. */
export async function writeJournal(finalPath: string, journal: Journal): Promise<void> {
  const file = journalPathOf(finalPath);
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(journal));
    await syncFile(handle, 'data');
  } finally {
    await handle.close();
  }
  await renameOver(`${file}.new`, file);
}

/** The part and its journal; the lock stays with who holds it. */
export async function removeFetched(finalPath: string): Promise<void> {
  for (const path of [journalPathOf(finalPath), `${journalPathOf(finalPath)}.new`, partPathOf(finalPath)]) await rm(path, { force: true });
}

/** The part, its journal and its lock. */
export async function removeParts(finalPath: string): Promise<void> {
  await removeFetched(finalPath);
  await rm(lockPathOf(finalPath), { force: true });
}

/** The place of its first byte in the file. */
export function chunkStart(journal: Journal, index: number): number {
  return index * journal.chunkBytes;
}

/** Bytes; the last one may be shorter. */
export function chunkSize(journal: Journal, index: number): number {
  return Math.min(journal.chunkBytes, journal.sizeBytes - chunkStart(journal, index));
}

export function doneBytesOf(journal: Journal): number {
  return journal.done.reduce((sum, bytes) => sum + bytes, 0);
}
