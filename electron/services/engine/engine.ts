/** The models in memory, one process each, and the one way to generate text with them. */

import type { DatabaseSync } from 'node:sqlite';
import type { Estimate, LoadedModel, LoadSettingsOverrides } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { Model } from '../../../shared/models.ts';
import { type Logger, silentLogger } from '../../lib/logger.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { Platform } from '../../platform.ts';
import type { Question, Reply } from '../../runner/protocol.ts';
import type { EngineModels, EngineSettings, EngineSystem } from './engine-parts.ts';
import { Estimates } from './estimates.ts';
import type { Generator, TextTools } from './generator.ts';
import { matchesSettings } from './load-settings.ts';
import { LoadedEntry } from './loaded-entry.ts';
import { ModelLoader, toWireError } from './model-loader.ts';
import { cancelledEvent } from './model-process.ts';
import { assertWrites, parseRequest, toRunnerRequest } from './request.ts';
import { RoomMaker } from './room-maker.ts';
import { SpeedMeter } from './speed-meter.ts';

export interface EngineOptions {
  platform: Platform;
  /** The built runner, or its source. */
  runnerFile: string;
  models: EngineModels;
  settings: EngineSettings;
  system: EngineSystem;
  /** Keeps what loaded models reached; unset: nothing is kept. */
  database?: DatabaseSync;
  logger?: Logger;
}

export class EngineService implements Generator, TextTools {
  readonly #options: EngineOptions;
  readonly #logger: Logger;
  readonly #entries = new Map<string, LoadedEntry>();
  /** Processes that were told to end and may still be there. */
  readonly #ending = new Set<Promise<void>>();
  readonly #list = new WatchableValue<{ models: LoadedModel[] }>({ models: [] });
  readonly #stopFollowing: () => void;
  readonly #speeds: SpeedMeter;
  readonly #estimates: Estimates;
  readonly #loader: ModelLoader;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    const { models, system, settings, database } = options;
    const logger = this.#logger;
    this.#speeds = new SpeedMeter({ models, system, database, logger });
    this.#estimates = new Estimates({
      ...{ models, system, settings, logger },
      reached: () => this.#speeds.reached(),
      occupiedBy: (modelId) => this.#entries.get(modelId)?.occupied,
    });
    const rooms = new RoomMaker({
      ...{ estimates: this.#estimates, settings, logger },
      entries: () => this.#entries.values(),
      unload: (modelId) => this.unload({ modelId }),
    });
    const { platform, runnerFile } = options;
    this.#loader = new ModelLoader({ platform, runnerFile, models, settings, logger, estimates: this.#estimates, rooms });
    this.#stopFollowing = options.settings.onChange(() => this.#followSettings());
  }

  watch(signal?: AbortSignal): AsyncIterable<{ models: LoadedModel[] }> {
    return this.#list.watch(signal);
  }

  /** Models that can answer, or soon can. */
  loadedModelIds(): string[] {
    return [...this.#entries.values()].filter((entry) => entry.isUsable).map((entry) => entry.model.id);
  }

  /** Returns when the load has started; `watch` shows the rest. Throws model.not-found. */
  async load(wish: {
    modelId: string;
    settings?: LoadSettingsOverrides;
    remember?: boolean;
    /** A program asked for it. */
    isServed?: boolean;
    keepLoadedSeconds?: number | undefined;
  }): Promise<void> {
    const { models, settings } = this.#options;
    const model = models.find(wish.modelId);
    const overrides = wish.settings ?? {};
    if (wish.remember) settings.update({ loadSettings: { ...settings.get().loadSettings, [model.id]: overrides } });
    const entry = this.#entries.get(model.id);
    const isWished =
      Object.keys(overrides).length === 0 || (entry && matchesSettings(entry.settings, this.#estimates.resolve(model, overrides)));
    const present = entry?.isUsable && isWished ? entry : this.#start(model, overrides, wish.isServed ?? false);
    present.keepLoaded(wish.keepLoadedSeconds);
  }

  /** Also in mid-load, and for an entry that ended badly. Resolves when the process is gone. */
  async unload({ modelId }: { modelId: string }): Promise<void> {
    const entry = this.#entries.get(modelId) ?? this.#entries.get(this.#findId(modelId));
    if (!entry) return;
    this.#entries.delete(entry.model.id);
    await this.#dismiss(entry);
    this.#logger.info('Model unloaded', { model: entry.model.id });
  }

  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent, void, undefined> {
    try {
      const parsed = parseRequest(request);
      const model = await this.#findModel(parsed.model);
      // Before anything is loaded: what cannot be answered is said at once.
      assertWrites(model);
      const wish = toRunnerRequest(parsed, model);
      const { keepLoadedSeconds, loadedFor } = parsed;
      const entry = this.#takeEntry(model, { keepLoadedSeconds, isServed: loadedFor === 'server' });
      using _ = entry.expect();
      yield* entry.waitUntilReady(signal);
      const { process } = entry;
      if (signal.aborted || !process) yield cancelledEvent();
      else yield* this.#speeds.measure(entry, entry.generate(process, wish, signal));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      yield { type: 'error', error: toWireError(error) };
    }
  }

  async estimate(wish: { modelId: string; settings?: LoadSettingsOverrides }): Promise<Estimate> {
    return this.#estimates.of(this.#options.models.find(wish.modelId), wish.settings ?? {});
  }

  /** The same for a file that is not here yet, with the settings it would be loaded with. */
  estimateHeader(wish: { modelId: string; header: GgufHeader; contextLength: number | undefined }): Promise<Estimate> {
    return this.#estimates.ofHeader(wish);
  }

  estimateAll(): Promise<Estimate[]> {
    return this.#estimates.ofAll();
  }

  /** Undefined tokens while the model is not ready. */
  async countTokens({ modelId, text }: { modelId: string; text: string }): Promise<{ tokens?: number }> {
    const entry = this.#entries.get(modelId);
    if (entry?.state.type !== 'ready' || !entry.process) return {};
    const { tokens } = await entry.process.ask({ type: 'tokenize', text, hasControlTokens: false });
    return { tokens: tokens.length };
  }

  async tokenize(wish: { model: string; text: string; hasControlTokens?: boolean }, signal: AbortSignal): Promise<{ tokens: number[] }> {
    const { text, hasControlTokens = false } = wish;
    const model = await this.#findModel(wish.model);
    const { tokens } = await this.#ask(model, { type: 'tokenize', text, hasControlTokens }, signal);
    return { tokens };
  }

  async detokenize(wish: { model: string; tokens: number[] }, signal: AbortSignal): Promise<{ text: string }> {
    const model = await this.#findModel(wish.model);
    const { text } = await this.#ask(model, { type: 'detokenize', tokens: wish.tokens }, signal);
    return { text };
  }

  async countPrompt(request: GenerationRequest, signal: AbortSignal): Promise<{ tokens: number }> {
    const parsed = parseRequest(request);
    const model = await this.#findModel(parsed.model);
    const { tokens } = await this.#ask(model, { type: 'count-prompt', request: toRunnerRequest(parsed, model) }, signal);
    return { tokens };
  }

  async embed(
    wish: { model: string; inputs: (string | number[])[]; keepLoadedSeconds?: number },
    signal: AbortSignal,
  ): Promise<{ modelId: string; vectors: Float32Array[]; tokens: number[] }> {
    const { inputs, keepLoadedSeconds } = wish;
    const model = await this.#findModel(wish.model);
    const { vectors, tokens } = await this.#ask(model, { type: 'embed', inputs }, signal, keepLoadedSeconds);
    return { modelId: model.id, vectors, tokens };
  }

  /** Loads the model where that is needed. */
  async #ask<Type extends Question['type']>(
    model: Model,
    question: Extract<Question, { type: Type }>,
    signal: AbortSignal,
    keepLoadedSeconds?: number,
  ): Promise<Extract<Reply, { type: Type }>> {
    const entry = this.#takeEntry(model, { keepLoadedSeconds, isServed: true });
    using _ = entry.expect();
    for await (const _progress of entry.waitUntilReady(signal));
    signal.throwIfAborted();
    return entry.ask(question, signal);
  }

  /** Ends every runner. */
  async dispose(): Promise<void> {
    this.#stopFollowing();
    for (const entry of this.#entries.values()) {
      void entry.process?.kill();
      void this.#dismiss(entry);
    }
    this.#entries.clear();
    await Promise.all(this.#ending);
  }

  /** The model's entry for one more request; loading begins where it is not loaded. Throws engine.busy. */
  #takeEntry(model: Model, wish: { keepLoadedSeconds: number | undefined; isServed: boolean }): LoadedEntry {
    const present = this.#entries.get(model.id);
    const entry = present?.isUsable ? present : this.#start(model, {}, wish.isServed);
    entry.assertRoomInQueue();
    entry.keepLoaded(wish.keepLoadedSeconds);
    return entry;
  }

  /** Puts a new entry in the list, in place of one that ended or has other settings, and begins to load. */
  #start(model: Model, overrides: LoadSettingsOverrides, isServed = false): LoadedEntry {
    const replaced = this.#entries.get(model.id);
    const settings = this.#estimates.resolve(model, overrides, isServed);
    const entry = new LoadedEntry({
      model,
      overrides,
      isServed,
      settings,
      onChange: () => this.#tell(),
      onIdle: () => void this.unload({ modelId: model.id }),
    });
    this.#entries.set(model.id, entry);
    this.#tell();
    void this.#loader.load(entry, replaced && this.#dismiss(replaced));
    return entry;
  }

  #dismiss(entry: LoadedEntry): Promise<void> {
    const ended = entry.dismiss();
    this.#ending.add(ended);
    return ended.finally(() => this.#ending.delete(ended));
  }

  /** The app's idle time reaches models that are loaded already, where they have none of their own. */
  #followSettings(): void {
    for (const entry of this.#entries.values()) {
      const minutes = this.#estimates.resolve(entry.model, entry.overrides, entry.isServed).idleUnloadMinutes;
      if (entry.settings.idleUnloadMinutes === minutes) continue;
      entry.settings = { ...entry.settings, ...(minutes !== undefined && { idleUnloadMinutes: minutes }) };
      entry.restartIdleTimer();
    }
    this.#tell();
  }

  /** A host that has just started may not know a model yet that is there. Throws model.not-found. */
  async #findModel(name: string): Promise<Model> {
    const { models } = this.#options;
    try {
      return models.find(name);
    } catch {
      await models.ready;
      return models.find(name);
    }
  }

  #findId(name: string): string {
    try {
      return this.#options.models.find(name).id;
    } catch {
      return name;
    }
  }

  #tell(): void {
    this.#list.set({ models: Array.from(this.#entries.values(), (entry) => entry.describe()) });
  }
}
