/** What models would be loaded with and what that takes, from their headers, this computer and what is loaded now. */
import type { Estimate, LoadSettings, LoadSettingsOverrides } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { Model } from '../../../shared/models.ts';
import type { WireError } from '../../../shared/procedure.ts';
import type { ReachedSpeed } from '../../../shared/speed.ts';
import type { Logger } from '../../lib/logger.ts';
import type { RunnerModelInfo } from '../../runner/protocol.ts';
import type { EngineModels, EngineSettings, EngineSystem } from './engine-parts.ts';
import { estimateModel, giveBack } from './estimate.ts';
import { resolveLoadSettings } from './load-settings.ts';
import { speedFileOf } from './speed-log.ts';

interface EstimatesOptions {
  models: EngineModels;
  settings: Pick<EngineSettings, 'get'>;
  system: EngineSystem;
  logger: Logger;
  /** Speeds that models reached here, the newest first. */
  reached(): readonly ReachedSpeed[];
  /** What unloading the model would give back; undefined: it is not loaded. */
  occupiedBy(modelId: string): RunnerModelInfo['occupied'] | undefined;
}

export class Estimates {
  readonly #options: EstimatesOptions;
  #physicalCores: number | undefined;

  constructor(options: EstimatesOptions) {
    this.#options = options;
  }

  async of(model: Model, overrides: LoadSettingsOverrides): Promise<Estimate> {
    const { models, system, occupiedBy, reached } = this.#options;
    const [header, hardware, memory] = await Promise.all([models.readHeader(model.id), system.hardware(), system.memory()]);
    this.#physicalCores ??= hardware.cpu.physicalCores;
    const settings = this.resolve(model, overrides);
    // A loaded model stands in the estimate as the model, not once more among what others use.
    const free = giveBack(memory, occupiedBy(model.id));
    return estimateModel({ modelId: model.id, header, settings, hardware, memory: free, file: speedFileOf(model), reached: reached() });
  }

  /** For a file that is not here yet. */
  async ofHeader(wish: { modelId: string; header: GgufHeader; contextLength: number | undefined }): Promise<Estimate> {
    const { system, settings, reached } = this.#options;
    const { modelId, header, contextLength } = wish;
    const [hardware, memory] = await Promise.all([system.hardware(), system.memory()]);
    const loadSettings = resolveLoadSettings({
      model: { contextLength },
      overrides: {},
      remembered: undefined,
      idleUnloadMinutes: settings.get().idleUnloadMinutes,
      physicalCores: hardware.cpu.physicalCores,
    });
    return estimateModel({ modelId, header, settings: loadSettings, hardware, memory, file: undefined, reached: reached() });
  }

  async ofAll(): Promise<Estimate[]> {
    const usable = this.#options.models.library().models.filter((model) => model.broken === undefined && model.kind !== 'projector');
    const estimates = await Promise.allSettled(usable.map((model) => this.of(model, {})));
    return estimates.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** What the model is loaded with. Threads are known once the cores have been counted. */
  resolve(model: Model, overrides: LoadSettingsOverrides, isServed = false): LoadSettings {
    const { loadSettings, idleUnloadMinutes, serverIdleMinutes } = this.#options.settings.get();
    const remembered = loadSettings[model.id];
    const minutes = isServed ? serverIdleMinutes : idleUnloadMinutes;
    return resolveLoadSettings({ model, overrides, remembered, idleUnloadMinutes: minutes, physicalCores: this.#physicalCores });
  }

  async countCores(): Promise<void> {
    try {
      this.#physicalCores ??= (await this.#options.system.hardware()).cpu.physicalCores;
    } catch (error) {
      this.#options.logger.warn('The number of cores is unknown: one thread is used', { error });
    }
  }

  /**
   * Refuses what cannot be: the engine would try for minutes. Weights may be larger than the memory as long as they stay in the
   * file (mmap); everything else must fit. Throws AppError model.not-enough-memory.
   */
  async assertPossible(model: Model, overrides: LoadSettingsOverrides): Promise<void> {
    const estimate = await this.of(model, overrides).catch((error: unknown) => {
      // Then the engine has the last word.
      this.#options.logger.warn('No estimate for a model', { model: model.id, error });
    });
    if (!estimate) return;
    const { memory, settings, totalBytes } = estimate;
    const neededBytes = memory.contextBytes + (settings.useMmap ? 0 : memory.modelBytes);
    if (neededBytes <= memory.totalBytes) return;
    throw new AppError('model.not-enough-memory', 'The model with these settings needs more memory than this computer has.', {
      data: { neededBytes: totalBytes, freeBytes: memory.totalBytes - memory.usedBytes },
    });
  }

  /** The engine only says that the memory does not suffice; how much it takes is our own figure. */
  async addNeed(model: Model, overrides: LoadSettingsOverrides, error: WireError): Promise<WireError> {
    if (error.code !== 'model.not-enough-memory') return error;
    const { totalBytes } = await this.of(model, overrides);
    return { ...error, data: { ...error.data, neededBytes: totalBytes } };
  }
}
