/** What a folder of the host holds, for a page that has no file dialog: folders and GGUF files, and the places to begin at. */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { toFileError } from './file-errors.ts';
import { isGgufName } from './scan.ts';

const limit = 2000;

export interface FolderList {
  path: string;
  parent?: string;
  places: { name: string; path: string }[];
  entries: { name: string; path: string; type: 'folder' | 'file'; sizeBytes?: number }[];
}

/** Unset: the person's own folder. At most 2,000 entries. Throws file.*. */
export async function listFolder(path: string | undefined, modelFolders: readonly string[]): Promise<FolderList> {
  const folder = resolve(path ?? homedir());
  const parent = dirname(folder);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const shown = entries.filter((entry) => !entry.name.startsWith('.') && (!entry.isFile() || isGgufName(entry.name)));
    const described = await Promise.all(shown.slice(0, limit).map((entry) => describeEntry(join(folder, entry.name))));
    return {
      path: folder,
      ...(parent === folder ? {} : { parent }),
      places: await listPlaces(modelFolders),
      entries: described.flatMap((entry) => entry ?? []).sort(byTypeAndName),
    };
  } catch (error) {
    throw toFileError(error, folder);
  }
}

async function describeEntry(path: string): Promise<FolderList['entries'][number] | undefined> {
  const facts = await stat(path).catch(() => undefined);
  const name = basename(path);
  if (facts?.isDirectory()) return { name, path, type: 'folder' };
  return facts?.isFile() && isGgufName(name) ? { name, path, type: 'file', sizeBytes: facts.size } : undefined;
}

function byTypeAndName(a: { name: string; type: string }, b: { name: string; type: string }): number {
  if (a.type !== b.type) return a.type === 'folder' ? -1 : 1;
  return a.name.localeCompare(b.name, undefined, { numeric: true });
}

async function listPlaces(modelFolders: readonly string[]): Promise<FolderList['places']> {
  const home = homedir();
  const drives = (await Promise.all(driveFolders().map(namesIn))).flat();
  const places = [
    { name: basename(home) || home, path: home },
    { name: 'Downloads', path: join(home, 'Downloads') },
    ...modelFolders.map((path) => ({ name: basename(path) || path, path })),
    ...(process.platform === 'win32' ? windowsDrives() : [{ name: '/', path: '/' }, ...drives]),
  ];
  return places.filter((place, index) => places.findIndex((other) => other.path === place.path) === index && existsSync(place.path));
}

/** Where drives appear as folders. */
function driveFolders(): string[] {
  if (process.platform === 'darwin') return ['/Volumes'];
  if (process.platform === 'win32') return [];
  const user = userInfo().username;
  return ['/mnt', join('/media', user), join('/run/media', user)];
}

function windowsDrives(): { name: string; path: string }[] {
  return Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(65 + index)}:`).map((name) => ({ name, path: `${name}\\` }));
}

async function namesIn(folder: string): Promise<{ name: string; path: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => ({ name: entry.name, path: join(folder, entry.name) }));
}
