/** Brings one model into memory: room is made, its runner started, and how it went stands in its entry. */
import { AppError } from '../../../shared/errors.ts';
import type { Model } from '../../../shared/models.ts';
import type { WireError } from '../../../shared/procedure.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Platform } from '../../platform.ts';
import type { EngineModels, EngineSettings } from './engine-parts.ts';
import type { Estimates } from './estimates.ts';
import { toRunnerOptions } from './load-settings.ts';
import type { LoadedEntry } from './loaded-entry.ts';
import { ModelProcess } from './model-process.ts';
import type { RoomMaker } from './room-maker.ts';

interface ModelLoaderOptions {
  platform: Platform;
  runnerFile: string;
  models: EngineModels;
  settings: EngineSettings;
  logger: Logger;
  estimates: Estimates;
  rooms: RoomMaker;
}

export class ModelLoader {
  readonly #options: ModelLoaderOptions;

  constructor(options: ModelLoaderOptions) {
    this.#options = options;
  }

  /** Never throws: how it went stands in the entry. `before` must have ended first. */
  async load(entry: LoadedEntry, before: Promise<void> | undefined): Promise<void> {
    const { platform, runnerFile, models, logger, estimates, rooms } = this.#options;
    const { model, overrides } = entry;
    const startedAt = performance.now();
    try {
      await before;
      const file = model.files[0]?.path ?? '';
      await Promise.all([models.readHeader(model.id), estimates.countCores()]);
      entry.settings = estimates.resolve(model, overrides, entry.isServed);
      await estimates.assertPossible(model, overrides);
      await rooms.make(entry);
      if (entry.isDismissed) return;
      entry.process = new ModelProcess({
        platform,
        runnerFile,
        name: `Alcove model ${model.id}`,
        load: toRunnerOptions(entry.settings, file),
        onProgress: (progress) => entry.isUsable && entry.setState({ type: 'loading', progress }),
        onCrash: (error) => this.#onCrash(entry, error),
      });
      entry.setReady(await entry.process.ready);
      logger.info('Model loaded', { model: model.id, ms: Math.round(performance.now() - startedAt) });
      this.#remember(model);
    } catch (error) {
      if (entry.isDismissed) return;
      if (!(error instanceof AppError)) logger.error('A model could not be loaded', { model: model.id, error });
      const failure = await estimates.addNeed(model, overrides, toWireError(error));
      entry.setFailed(failure);
      logger.warn('A model could not be loaded', { model: model.id, ...failure });
    }
  }

  #onCrash(entry: LoadedEntry, error: WireError): void {
    this.#options.logger.error('A runner ended by itself', { model: entry.model.id, ...error.data });
    if (!entry.isDismissed) entry.setCrashed(error);
  }

  /** What was used last is what the next conversation starts with. */
  #remember(model: Model): void {
    const { models, settings, logger } = this.#options;
    try {
      models.markUsed(model.id);
      if (settings.get().lastModelId !== model.id) settings.update({ lastModelId: model.id });
    } catch (error) {
      logger.warn('The last used model could not be noted', { error });
    }
  }
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return error.toWire();
  return { code: 'model.load-failed', data: { reason: String(error) } };
}
