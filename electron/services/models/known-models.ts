/** What the last scan found, kept over restarts: the library is there before the folders are read, an unplugged drive's part too. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { modelSchema } from '../../../shared/models.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import type { DescribedModel } from './describe-model.ts';

const knownSchema = z.array(modelSchema.omit({ id: true, lastUsedAt: true }).extend({ base: z.string() }));

export class KnownModels {
  readonly #file: string;
  #written: string | undefined;

  /** `file`: in a folder of the data folder. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Empty when there is nothing, or nothing that this version understands. */
  read(): DescribedModel[] {
    try {
      const models = knownSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8'))) as DescribedModel[];
      // The built-in model moves with the app; it is found again in a moment.
      return models.filter((model) => model.place !== 'starter' || existsSync(model.files[0]?.path ?? ''));
    } catch {
      return [];
    }
  }

  write(models: readonly DescribedModel[]): void {
    const text = JSON.stringify(models);
    // A data folder that was deleted meanwhile does not come back with an empty cache in it.
    if (text === this.#written || !existsSync(join(this.#file, '../..'))) return;
    try {
      writeFileAtomically(this.#file, text);
      this.#written = text;
    } catch {
      // A full disk costs a slower next start.
    }
  }
}
