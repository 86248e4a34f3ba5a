/** Takes models out of the library and brings them back: to the system's trash, to Alcove's own, or only off the list. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Model } from '../../../shared/models.ts';
import type { Platform } from '../../platform.ts';
import type { SettingsService } from '../settings/settings.ts';
import { toFileError } from './file-errors.ts';
import { moveToTrash, restoreFromTrash } from './trash.ts';

export class Removal {
  readonly #options: { platform: Platform; settings: SettingsService; trashFolder: string };
  readonly #undoLink = new Map<string, string>();

  constructor(options: { platform: Platform; settings: SettingsService; trashFolder: string }) {
    this.#options = options;
  }

  /** With all its files; a linked model is only taken off the list. Throws model.built-in, model.read-only, model.in-use. */
  async remove(model: Model): Promise<{ undoId?: string }> {
    switch (model.place) {
      case 'starter':
        throw new AppError('model.built-in', `${model.name} belongs to Alcove`);
      case 'lm-studio':
      case 'ollama':
      case 'hugging-face':
        throw new AppError('model.read-only', `${model.name} belongs to another program`, {
          data: { name: model.name, program: model.place },
        });
      case 'linked':
        return this.#unlink(model.files[0]?.path ?? '');
      case 'alcove':
      case 'folder':
        return this.#trash(model);
      default:
        return model.place satisfies never;
    }
  }

  /** Throws undo.expired, import.exists. */
  async restore(undoId: string): Promise<void> {
    const linked = this.#undoLink.get(undoId);
    this.#undoLink.delete(undoId);
    if (linked !== undefined) this.link(linked);
    else await restoreFromTrash(this.#options.trashFolder, undoId);
  }

  /** Uses a single file where it is. */
  link(path: string): void {
    const { linkedModels } = this.#options.settings.get();
    if (!linkedModels.includes(path)) this.#options.settings.update({ linkedModels: [...linkedModels, path] });
  }

  #unlink(path: string): { undoId: string } {
    const { linkedModels } = this.#options.settings.get();
    this.#options.settings.update({ linkedModels: linkedModels.filter((linked) => linked !== path) });
    const undoId = randomUUID();
    this.#undoLink.set(undoId, path);
    return { undoId };
  }

  async #trash({ files, folder }: Model): Promise<{ undoId?: string }> {
    const { trash } = this.#options.platform;
    try {
      if (trash === undefined) return { undoId: await moveToTrash(this.#options.trashFolder, files) };
      for (const file of files) await trash(file.path);
      return {};
    } catch (error) {
      throw toFileError(error, files[0]?.path ?? folder);
    }
  }
}
