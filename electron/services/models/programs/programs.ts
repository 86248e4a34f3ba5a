/** Which other programs are on this computer, and how much they hold. Looked at away from the library's own scan. */
import type { Library, OtherProgram } from '../../../../shared/models.ts';
import { type FoundProgram, measure, type ProgramPlaces } from './found-program.ts';
import { findHuggingFaceCache } from './hugging-face-cache.ts';
import { findLmStudio } from './lm-studio.ts';
import { findOllama } from './ollama.ts';

const finders: Record<OtherProgram, (places: ProgramPlaces) => Promise<FoundProgram>> = {
  'lm-studio': findLmStudio,
  ollama: findOllama,
  'hugging-face': findHuggingFaceCache,
};
export const otherPrograms = Object.keys(finders) as OtherProgram[];
const freshMs = 60_000;

type ProgramEntry = Library['programs'][number];

export class Programs {
  readonly #places: ProgramPlaces;
  #lookedAt = 0;
  #looking: Promise<ProgramEntry[]> | undefined;

  constructor(places: ProgramPlaces) {
    this.#places = places;
  }

  find(program: OtherProgram): Promise<FoundProgram> {
    return finders[program](this.#places);
  }

  /** False while what was seen last is a minute old at most. */
  get isStale(): boolean {
    return Date.now() - this.#lookedAt > freshMs;
  }

  /** Those that hold models, and those that the person uses; `isUsed` is for the caller to say. One look at a time. */
  look(): Promise<ProgramEntry[]> {
    this.#lookedAt = Date.now();
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<ProgramEntry[]> {
    const entries: ProgramEntry[] = [];
    for (const program of otherPrograms) {
      const found = await this.find(program);
      entries.push({ program, path: found.path, isUsed: false, ...measure(found) });
    }
    return entries;
  }
}
