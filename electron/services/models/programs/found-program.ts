/** What Alcove finds of another program's models: where they are and what they are called there. Nothing is ever written. */
import { join } from 'node:path';
import type { OtherProgram } from '../../../../shared/models.ts';
import type { FileGroup, GivenName } from '../describe-model.ts';
import type { FileFacts } from '../file-facts.ts';
import type { FoundFile } from '../scan.ts';

/** Where programs are looked for; tests have their own. */
export interface ProgramPlaces {
  /** The person's folder. */
  home: string;
  /** Before /usr/share. */
  systemRoot: string;
  environment: NodeJS.ProcessEnv;
}

export interface ProgramModel extends FileGroup {
  /** The library folder, for names made of the folders below it. */
  folder: string;
  /** Where the file's own path says nothing. */
  given?: GivenName;
  /** What the place tells of a file, by its path. */
  told: Map<string, Pick<FileFacts, 'expectedSha256' | 'origin'>>;
}

export interface FoundProgram {
  program: OtherProgram;
  /** For people; where it is expected when it is not there. */
  path: string;
  isPresent: boolean;
  models: ProgramModel[];
  /** Folders that hold everything, and all that were looked into: a change in them means other models. */
  watched: string[];
  visited: string[];
}

/** As hashes are written everywhere here: lower-case hex. */
export const sha256Pattern = /^[0-9a-f]{64}$/;

/** The first of the environment's variables that is set. */
export function folderFrom(environment: NodeJS.ProcessEnv, ...names: string[]): string | undefined {
  return names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '');
}

/** `~` as a program's own settings may write it. */
export function withHome(path: string, home: string): string {
  return path === '~' || /^~[\\/]/.test(path) ? join(home, path.slice(1)) : path;
}

/** How many models there are beside files that only help others, and how much room they take; a shared file counts once. */
export function measure({ models }: Pick<FoundProgram, 'models'>): { modelCount: number; sizeBytes: number } {
  const isHelper = ({ given, files }: ProgramModel) => /mmproj/i.test(given?.fileName ?? files[0]?.path.split(/[\\/]/).at(-1) ?? '');
  const files = new Map<string, FoundFile>(models.flatMap((model) => model.files.map((file) => [file.realPath, file])));
  return {
    modelCount: models.filter((model) => !isHelper(model)).length,
    sizeBytes: [...files.values()].reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}
