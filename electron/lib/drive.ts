import { statfs } from 'node:fs/promises';

/** What a folder's drive holds in all, and has left for its owner. Throws what the system says. */
export async function readDrive(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
