/** LM Studio: `<publisher>/<repository>/<file>` in a folder that its settings may name. https://lmstudio.ai/docs/app/advanced/import-model */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { groupFiles } from '../describe-model.ts';
import { scanFolder } from '../scan.ts';
import { type FoundProgram, type ProgramPlaces, withHome } from './found-program.ts';

export async function findLmStudio({ home }: ProgramPlaces): Promise<FoundProgram> {
  const pointed = (await readText(join(home, '.lmstudio-home-pointer')))?.trim();
  const own = [...(pointed ? [withHome(pointed, home)] : []), join(home, '.lmstudio'), join(home, '.cache', 'lm-studio')];
  const folders = [...new Set(await Promise.all(own.map((folder) => modelsFolderOf(folder, home))))];
  const found: FoundProgram = {
    ...{ program: 'lm-studio', path: folders[0] ?? '', isPresent: false },
    ...{ models: [], watched: folders, visited: [] },
  };
  for (const folder of folders) {
    const scanned = await scanFolder(folder);
    if (scanned === undefined) continue;
    if (!found.isPresent) found.path = folder;
    found.isPresent = true;
    found.visited.push(...scanned.folders);
    found.models.push(...groupFiles(scanned.files).map((group) => ({ ...group, folder, told: new Map() })));
  }
  return found;
}

async function modelsFolderOf(ownFolder: string, home: string): Promise<string> {
  try {
    const settings: unknown = JSON.parse((await readText(join(ownFolder, 'settings.json'))) ?? '');
    const { downloadsFolder } = settings as { downloadsFolder?: unknown };
    if (typeof downloadsFolder === 'string' && downloadsFolder !== '') return resolve(ownFolder, withHome(downloadsFolder, home));
  } catch {
    // Without settings it is where it always was.
  }
  return join(ownFolder, 'models');
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
