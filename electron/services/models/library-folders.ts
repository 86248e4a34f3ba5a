/** The folders that the library looks through, as the settings keep them. Their files are never touched here. */
import { accessSync, constants as fsConstants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SettingsService } from '../settings/settings.ts';
import { toFileError } from './file-errors.ts';

export class LibraryFolders {
  /** In the data folder; always looked through. */
  readonly own: string;
  readonly #settings: SettingsService;

  constructor(options: { settings: SettingsService; home: string }) {
    this.#settings = options.settings;
    this.own = join(options.home, 'models');
    mkdirSync(this.own, { recursive: true });
  }

  /** Where new models go. */
  get default(): string {
    return resolve(this.#settings.get().defaultModelFolder ?? this.own);
  }

  /** The default one first; each once. */
  get all(): string[] {
    const { modelFolders } = this.#settings.get();
    return [...new Set([this.default, this.own, ...modelFolders.map((folder) => resolve(folder))])];
  }

  /** Throws file.* when it is no folder that can be read. */
  add(input: string): void {
    const path = checkFolder(input, fsConstants.R_OK);
    const { modelFolders } = this.#settings.get();
    if (!this.all.includes(path)) this.#settings.update({ modelFolders: [...modelFolders, path] });
  }

  remove(input: string): void {
    const path = resolve(input);
    const { modelFolders, defaultModelFolder } = this.#settings.get();
    this.#settings.update({
      modelFolders: modelFolders.filter((folder) => resolve(folder) !== path),
      ...(defaultModelFolder !== undefined && resolve(defaultModelFolder) === path ? { defaultModelFolder: undefined } : {}),
    });
  }

  /** Throws file.* when it is no folder that can be written to. */
  setDefault(input: string): void {
    const path = checkFolder(input, fsConstants.W_OK);
    const { modelFolders } = this.#settings.get();
    const isOwn = path === this.own;
    this.#settings.update({
      defaultModelFolder: isOwn ? undefined : path,
      ...(isOwn || modelFolders.includes(path) ? {} : { modelFolders: [...modelFolders, path] }),
    });
  }
}

function checkFolder(input: string, access: number): string {
  const path = resolve(input);
  try {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    accessSync(path, access);
  } catch (error) {
    throw toFileError(error, path);
  }
  return path;
}
