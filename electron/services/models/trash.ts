/**
 * The trash of a host whose system has none: a record per removed model in the data folder. The files lie beside the record, or,
 * when they were on another drive, in a hidden folder there, so that removing and bringing back never copies gigabytes.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

/** On all drives together. */
export const trashLimitBytes = 50e9;
const keptMs = 30 * 24 * 3600 * 1000;

const recordSchema = z.object({
  removedAt: z.number(),
  sizeBytes: z.number(),
  files: z.array(z.object({ from: z.string(), to: z.string() })),
});
type TrashRecord = z.infer<typeof recordSchema> & { id: string };

const recordName = 'record.json';

/** Takes files away and returns the id that brings them back. Older ones give way when the trash is full; the newest is always kept. */
export async function moveToTrash(trash: string, files: { path: string; sizeBytes: number }[]): Promise<string> {
  const id = randomUUID();
  const own = join(trash, id);
  const newestBefore = Math.max(0, ...(await readRecords(trash)).map((record) => record.removedAt));
  const record = {
    // Two removals within one millisecond keep their order.
    removedAt: Math.max(Date.now(), newestBefore + 1),
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    files: files.map(({ path }) => ({ from: path, to: join(own, basename(path)) })),
  };
  await mkdir(own, { recursive: true });
  try {
    await writeRecord(own, record);
    for (const [index, file] of record.files.entries()) {
      await rename(file.from, file.to).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EXDEV') throw error;
        const to = join(dirname(file.from), '.alcove-trash', id, basename(file.from));
        record.files[index] = { from: file.from, to };
        await mkdir(dirname(to), { recursive: true });
        await writeRecord(own, record);
        await rename(file.from, to);
      });
    }
  } catch (error) {
    for (const { from, to } of record.files) await rename(to, from).catch(() => {});
    await remove(trash, { id, ...record });
    throw error;
  }
  await limitTrash(trash);
  return id;
}

/** Puts the files back. Throws undo.expired when the trash no longer has them, import.exists when their place is taken. */
export async function restoreFromTrash(trash: string, id: string): Promise<void> {
  const record = (await readRecords(trash)).find((candidate) => candidate.id === id);
  if (record === undefined) throw new AppError('undo.expired', 'The trash no longer has it');
  for (const { from } of record.files) {
    const isTaken = await readdir(dirname(from)).then(
      (names) => names.includes(basename(from)),
      () => false,
    );
    if (isTaken) throw new AppError('import.exists', `${from} is there again`, { data: { name: basename(from) } });
  }
  for (const { from, to } of record.files) {
    await mkdir(dirname(from), { recursive: true });
    await rename(to, from);
  }
  await remove(trash, record);
}

/** Bytes that lie in the trash, on whichever drive. */
export async function measureTrash(trash: string): Promise<number> {
  return (await readRecords(trash)).reduce((sum, record) => sum + record.sizeBytes, 0);
}

/** For good: nothing can be brought back afterwards. */
export async function emptyTrash(trash: string): Promise<void> {
  for (const record of await readRecords(trash)) await remove(trash, record);
  await rm(trash, { recursive: true, force: true });
}

/** Drops what is too old, and the oldest beyond the limit. */
export async function limitTrash(trash: string): Promise<void> {
  const newestFirst = (await readRecords(trash)).sort((a, b) => b.removedAt - a.removedAt);
  let sizeBytes = 0;
  for (const [index, record] of newestFirst.entries()) {
    sizeBytes += record.sizeBytes;
    const isOld = Date.now() - record.removedAt > keptMs;
    if (isOld || (index > 0 && sizeBytes > trashLimitBytes)) await remove(trash, record);
  }
}

async function writeRecord(own: string, record: Omit<TrashRecord, 'id'>): Promise<void> {
  await writeFile(join(own, recordName), JSON.stringify(record));
}

async function readRecords(trash: string): Promise<TrashRecord[]> {
  const ids = await readdir(trash).catch(() => []);
  const read = ids.map(async (id) => {
    const text = await readFile(join(trash, id, recordName), 'utf8').catch(() => undefined);
    const record = recordSchema.safeParse(parseJson(text));
    return record.success ? [{ id, ...record.data }] : [];
  });
  return (await Promise.all(read)).flat();
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function remove(trash: string, record: TrashRecord): Promise<void> {
  for (const { to } of record.files) {
    if (dirname(dirname(to)) === trash) continue;
    await rm(dirname(to), { recursive: true, force: true });
  }
  await rm(join(trash, record.id), { recursive: true, force: true });
}
