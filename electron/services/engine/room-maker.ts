/** Room for the models to come, one after the other: two that make room at once would count on the same memory. */
import type { Logger } from '../../lib/logger.ts';
import type { EngineSettings } from './engine-parts.ts';
import type { Estimates } from './estimates.ts';
import type { LoadedEntry } from './loaded-entry.ts';
import { chooseSlots, chooseVictim, lacksRoom } from './make-room.ts';

interface RoomMakerOptions {
  estimates: Estimates;
  settings: Pick<EngineSettings, 'get'>;
  logger: Logger;
  /** The models in memory. */
  entries(): Iterable<LoadedEntry>;
  unload(modelId: string): Promise<void>;
}

export class RoomMaker {
  readonly #options: RoomMakerOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: RoomMakerOptions) {
    this.#options = options;
  }

  /** Models that nobody uses give way, and a served one gets as many slots as fit. Without an estimate the engine has the last word. */
  make(entry: LoadedEntry): Promise<void> {
    this.#last = this.#last.then(async () => {
      try {
        await this.#unloadOthers(entry);
        await this.#chooseSlots(entry);
      } catch (error) {
        this.#options.logger.warn('No room could be made for a model', { model: entry.model.id, error });
      }
    });
    return this.#last;
  }

  async #unloadOthers(entry: LoadedEntry): Promise<void> {
    const { estimates, entries, unload, logger } = this.#options;
    const { model, overrides } = entry;
    for (;;) {
      if (!lacksRoom(await estimates.of(model, overrides))) return;
      const victim = chooseVictim(entries(), entry);
      if (!victim) return;
      logger.info('A model gives way to another', { model: victim.model.id, wanted: model.id });
      await unload(victim.model.id);
    }
  }

  async #chooseSlots(entry: LoadedEntry): Promise<void> {
    const { estimates, settings } = this.#options;
    const { model, overrides, isServed } = entry;
    const wished = overrides.parallelSlots ?? settings.get().loadSettings[model.id]?.parallelSlots;
    // A model for vectors reads one text after the other.
    if (!isServed || wished !== undefined || model.kind === 'embedding') return;
    const parallelSlots = await chooseSlots((count) => estimates.of(model, { ...overrides, parallelSlots: count }));
    entry.settings = { ...entry.settings, parallelSlots };
  }
}
