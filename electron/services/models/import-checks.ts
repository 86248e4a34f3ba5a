/** What is looked at before a file is brought into the library. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { readDrive } from '../../lib/drive.ts';
import { type FileGroup, groupFiles, readGroup } from './describe-model.ts';
import { HeaderCache } from './read-header.ts';
import { findFile, partNames, scanFolder } from './scan.ts';

/** A folder's models; or the one model that a file is, or is a part of. A path that leads nowhere gives one group that will fail. */
export async function findGroups(path: string): Promise<FileGroup[]> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory()) return groupFiles((await scanFolder(path))?.files ?? []);
  const names = partNames(path);
  const files = (await Promise.all(names.map(findFile))).filter((file) => file !== undefined);
  if (files.length === 0) return [{ files: [{ path, realPath: path, sizeBytes: 0, modifiedAt: 0 }], isMissingParts: false }];
  return [{ files, isMissingParts: files.length !== names.length }];
}

/** Nothing that this app can read. */
export function notGguf(name: string): AppError {
  return new AppError('import.not-gguf', `${name} is not a GGUF file`, { data: { name } });
}

/** Throws what is wrong with the files, before anything is copied. */
export async function checkModel(group: FileGroup, options: { isPart?: boolean; name?: string } = {}): Promise<void> {
  const path = group.files[0]?.path ?? '';
  const name = options.name ?? basename(path);
  await (await open(path, 'r')).close();
  const { broken } = await readGroup(group, new HeaderCache());
  if (broken === undefined || (options.isPart === true && broken.reason === 'bad-metadata')) return;
  if (broken.reason === 'not-gguf') throw notGguf(name);
  throw new AppError('model.broken', `${name}: ${broken.reason}`, { data: { name, ...broken } });
}

/** Throws import.too-large when the drive has less room than that. */
export async function checkSpace(folder: string, name: string, neededBytes: number): Promise<void> {
  const { freeBytes } = await readDrive(folder);
  if (neededBytes <= freeBytes) return;
  throw new AppError('import.too-large', `${name} needs ${neededBytes} bytes, ${freeBytes} are free`, {
    data: { name, neededBytes, freeBytes },
  });
}
