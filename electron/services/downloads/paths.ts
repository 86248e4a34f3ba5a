/** Where the files of a repository go, and that they never go anywhere else, whatever a hub calls them. */
import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { isSafeHubPath } from '../../../shared/hub-names.ts';
import { toFileError } from '../models/models.ts';
import { existingFolder } from './disk-space.ts';

/** `<models>/<publisher>/<repository>`. Throws download.unsafe-name. */
export function folderOf(modelsFolder: string, repository: string): string {
  if (!isSafeHubPath(repository)) throw unsafe(repository);
  return join(modelsFolder, ...repository.split('/'));
}

/** Where a file goes, by its path on the hub. Throws download.unsafe-name. */
export function targetOf(folder: string, path: string): string {
  if (!isSafeHubPath(path)) throw unsafe(path);
  return join(folder, ...path.split('/'));
}

/** Throws download.unsafe-name where links lead out of the models folder, and file.not-found when that folder is gone: an unplugged drive. */
export async function checkInside(modelsFolder: string, target: string): Promise<void> {
  const root = await realpath(modelsFolder).catch((error: unknown) => {
    throw toFileError(error, modelsFolder);
  });
  // existsSync takes a link that leads nowhere for nothing; making the folder behind it fails then.
  const folder = await realpath(existingFolder(dirname(target)));
  if (folder !== root && !folder.startsWith(root.endsWith(sep) ? root : root + sep)) throw unsafe(target);
}

/** Makes the folder that a file goes to, inside the models folder. Throws what checkInside does. */
export async function makeFolder(modelsFolder: string, target: string): Promise<void> {
  await checkInside(modelsFolder, target);
  await mkdir(dirname(target), { recursive: true }).catch(async (error: unknown) => {
    // Node says of a drive that may not be written that the folder is not there.
    const parent = existingFolder(dirname(target));
    const refused = await access(parent, constants.W_OK).catch((reason: unknown) => reason);
    throw refused === undefined ? toFileError(error, dirname(target)) : toFileError(refused, parent);
  });
  await checkInside(modelsFolder, target);
}

/** A link in the library stays one: the file behind it is written. */
export async function finalPathOf(target: string): Promise<string> {
  return realpath(target).catch(() => target);
}

function unsafe(fileName: string): AppError {
  return new AppError('download.unsafe-name', `${JSON.stringify(fileName)} would not stay in the models folder`, { data: { fileName } });
}
