import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the files of a cache folder that were written or touched longest ago, beyond so many files or bytes. Folders in it are left alone. */
export async function trimFolder(folder: string, most: { files?: number; bytes?: number }): Promise<void> {
  const { files: mostFiles = Number.POSITIVE_INFINITY, bytes: mostBytes = Number.POSITIVE_INFINITY } = most;
  const names = await readdir(folder);
  if (names.length <= mostFiles && mostBytes === Number.POSITIVE_INFINITY) return;
  const found = await Promise.all(names.map((name) => facts(join(folder, name))));
  const newestFirst = found.filter((file) => file !== undefined).toSorted((a, b) => b.usedAt - a.usedAt);
  let sizeBytes = 0;
  for (const [index, file] of newestFirst.entries()) {
    sizeBytes += file.sizeBytes;
    if (index >= mostFiles || sizeBytes > mostBytes) await rm(file.path, { force: true });
  }
}

async function facts(path: string): Promise<{ path: string; sizeBytes: number; usedAt: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { path, sizeBytes: found.size, usedAt: found.mtimeMs } : undefined;
}
