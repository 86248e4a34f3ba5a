/**
 * The cache that Hugging Face's own tools and llama.cpp share: `models--<owner>--<name>/{blobs,refs,snapshots/<commit>}`. The files
 * of a snapshot are links to blobs that are named by their SHA-256 (on Windows often plain copies).
 * https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { groupFiles } from '../describe-model.ts';
import { type FoundFile, scanFolder } from '../scan.ts';
import { type FoundProgram, folderFrom, type ProgramModel, type ProgramPlaces, sha256Pattern, withHome } from './found-program.ts';

const limits = { repositories: 5000, snapshots: 50 };

export async function findHuggingFaceCache(places: ProgramPlaces): Promise<FoundProgram> {
  const folder = cacheFolder(places);
  const found: FoundProgram = {
    ...{ program: 'hugging-face', path: folder, isPresent: false },
    ...{ models: [], watched: [folder], visited: [] },
  };
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return found;
  found.isPresent = true;
  found.visited.push(folder);
  const names = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith('models--')).map(({ name }) => name);
  for (const name of names.sort().slice(0, limits.repositories)) found.models.push(...(await readRepository(folder, name, found.visited)));
  return found;
}

function cacheFolder({ home, environment }: ProgramPlaces): string {
  const hub = folderFrom(environment, 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE');
  if (hub !== undefined) return withHome(hub, home);
  const own = folderFrom(environment, 'HF_HOME');
  if (own !== undefined) return join(withHome(own, home), 'hub');
  return join(folderFrom(environment, 'XDG_CACHE_HOME') ?? join(home, '.cache'), 'huggingface', 'hub');
}

/** Of each file the newest snapshot's: older ones that stayed behind are no further models. */
async function readRepository(folder: string, name: string, visited: string[]): Promise<ProgramModel[]> {
  const own = join(folder, name);
  const repository = name.slice('models--'.length).split('--').join('/');
  const files = new Map<string, FoundFile>();
  const told: ProgramModel['told'] = new Map();
  const revisions = await newestFirst(own);
  visited.push(own, join(own, 'snapshots'));
  for (const revision of revisions) {
    const snapshot = join(own, 'snapshots', revision);
    const scanned = await scanFolder(snapshot);
    visited.push(...(scanned?.folders ?? []));
    for (const file of scanned?.files ?? []) {
      const fileName = relative(snapshot, file.path).split(sep).join('/');
      if (files.has(fileName)) continue;
      files.set(fileName, file);
      const blob = basename(file.realPath);
      const isRepository = repository.split('/').length === 2;
      told.set(file.path, {
        expectedSha256: sha256Pattern.test(blob) ? blob : undefined,
        origin: isRepository ? { source: 'hugging-face', repository, revision, fileName } : undefined,
      });
    }
  }
  return groupFiles([...files.values()]).map((group) => ({ ...group, folder, told }));
}

/** The commits that are here: the one that `main` means, then by time. */
async function newestFirst(own: string): Promise<string[]> {
  const names = (await readdir(join(own, 'snapshots')).catch(() => [])).filter((name) => !name.startsWith('.')).slice(0, limits.snapshots);
  const main = (await readFile(join(own, 'refs', 'main'), 'utf8').catch(() => '')).trim();
  const times = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(own, 'snapshots', name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  return times.sort((a, b) => Number(b.name === main) - Number(a.name === main) || b.time - a.time).map(({ name }) => name);
}
