/** Finds GGUF files below a folder. Follows links but never in circles, skips hidden folders, and stops at a limit. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partOf, stemOf } from '../../../shared/model-names.ts';

/** `modifiedAt`: whole milliseconds since 1970. */
export interface FoundFile {
  path: string;
  /** The same for every way that leads to the file. */
  realPath: string;
  sizeBytes: number;
  modifiedAt: number;
}

const limits = { depth: 8, entries: 50_000 };

export interface ScannedFolder {
  /** Sorted by path. */
  files: FoundFile[];
  /** Every folder that was looked into, the scanned one first. */
  folders: string[];
}

/** Undefined when the folder itself is not there (an unplugged drive, say). */
export async function scanFolder(folder: string): Promise<ScannedFolder | undefined> {
  const files: FoundFile[] = [];
  const folders: string[] = [];
  const seenFolders = new Set<string>();
  let left = limits.entries;

  async function visit(path: string, depth: number): Promise<boolean> {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined || seenFolders.has(real)) return real !== undefined;
    seenFolders.add(real);
    const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
    if (entries !== undefined) folders.push(path);
    for (const entry of entries ?? []) {
      if (left-- <= 0) break;
      const type = await typeOf(path, entry);
      const entryPath = join(path, entry.name);
      if (type === 'file' && isGgufName(entry.name)) {
        const file = await findFile(entryPath);
        if (file !== undefined) files.push(file);
      } else if (type === 'folder' && depth < limits.depth && !entry.name.startsWith('.')) {
        await visit(entryPath, depth + 1);
      }
    }
    return entries !== undefined;
  }

  const isPresent = await visit(folder, 0);
  return isPresent ? { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), folders } : undefined;
}

/** A single file as the scan would find it; undefined when it is not there. */
export async function findFile(path: string): Promise<FoundFile | undefined> {
  try {
    const [facts, realPath] = await Promise.all([stat(path), realpath(path)]);
    return facts.isFile() ? { path, realPath, sizeBytes: facts.size, modifiedAt: Math.round(facts.mtimeMs) } : undefined;
  } catch {
    return undefined;
  }
}

/** The paths of all parts of the model that a file is, or is a part of. */
export function partNames(path: string): string[] {
  const name = basename(path);
  const part = partOf(name);
  if (part === undefined) return [path];
  const stem = join(dirname(path), stemOf(name));
  const pad = (index: number) => String(index).padStart(5, '0');
  return Array.from({ length: Math.min(part.count, 1000) }, (_, index) => `${stem}-${pad(index + 1)}-of-${pad(part.count)}.gguf`);
}

/** Hidden files are left out: they are what an unfinished copy of another program leaves behind. */
export function isGgufName(name: string): boolean {
  return name.toLowerCase().endsWith('.gguf') && !name.startsWith('.');
}

async function typeOf(folder: string, entry: Dirent): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return undefined;
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target?.isFile() ? 'file' : target?.isDirectory() ? 'folder' : undefined;
}
