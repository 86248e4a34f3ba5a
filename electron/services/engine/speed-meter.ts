/** How fast loaded models write on this computer: measured in passing, kept, and what estimates are corrected by. */
import type { DatabaseSync } from 'node:sqlite';
import type { GenerationEvent } from '../../../shared/generation.ts';
import { bytesPerToken, expectSpeed, type ReachedSpeed } from '../../../shared/speed.ts';
import type { Logger } from '../../lib/logger.ts';
import { Alone } from './alone.ts';
import type { EngineModels, EngineSystem } from './engine-parts.ts';
import type { LoadedEntry } from './loaded-entry.ts';
import { SpeedLog, speedFileOf, speedSettingsOf } from './speed-log.ts';

interface SpeedMeterOptions {
  models: Pick<EngineModels, 'readHeader'>;
  system: Pick<EngineSystem, 'hardware'>;
  /** Unset: nothing is kept. */
  database: DatabaseSync | undefined;
  logger: Logger;
}

/** Shorter answers say little about speed. */
const leastMeasuredTokens = 32;

export class SpeedMeter {
  readonly #options: SpeedMeterOptions;
  readonly #log: SpeedLog;
  readonly #alone = new Alone();

  constructor(options: SpeedMeterOptions) {
    this.#options = options;
    this.#log = new SpeedLog(options.database);
  }

  /** The newest first. */
  reached(): ReachedSpeed[] {
    return this.#log.all();
  }

  /** Hands an answer on and keeps how fast it was written, where no other one was written meanwhile. */
  async *measure(entry: LoadedEntry, answer: AsyncIterable<GenerationEvent>): AsyncGenerator<GenerationEvent, void, undefined> {
    const watched = this.#alone.start();
    try {
      for await (const event of answer) {
        // Before it is handed on: who has seen the last event may look at the estimate.
        if (event.type === 'done' && watched.wasAlone) await this.#keep(entry, event);
        yield event;
      }
    } finally {
      watched.end();
    }
  }

  async #keep(entry: LoadedEntry, { usage, timings }: Extract<GenerationEvent, { type: 'done' }>): Promise<void> {
    const { model, settings, gpuLayers } = entry;
    if (usage.completionTokens < leastMeasuredTokens || timings.tokensPerSecond <= 0 || gpuLayers === undefined) return;
    const { models, system, logger } = this.#options;
    try {
      const [header, hardware] = await Promise.all([models.readHeader(model.id), system.hardware()]);
      this.#log.record({
        file: speedFileOf(model),
        settings: speedSettingsOf(settings),
        gpuLayers,
        tokensPerSecond: timings.tokensPerSecond,
        expected: expectSpeed(bytesPerToken({ header, settings, gpuLayers }), hardware),
        tokens: usage.completionTokens,
      });
    } catch (error) {
      logger.warn('The speed of an answer was not kept', { model: model.id, error });
    }
  }
}
