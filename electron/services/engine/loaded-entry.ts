/** One model in the engine's list: loading, ready, or ended badly. Counts its requests and unloads itself when nobody asks for it. */

import type { LoadedModel, LoadSettings, LoadSettingsOverrides } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import type { WireError } from '../../../shared/procedure.ts';
import type { Question, Reply, RunnerModelInfo, RunnerRequest } from '../../runner/protocol.ts';
import type { ModelProcess } from './model-process.ts';

/** The longest time a timer can take. */
const longestTimerMs = 2 ** 31 - 1;
const minuteMs = 60_000;
/** Requests that may wait for one model. */
const longestQueue = 256;
const longestRetrySeconds = 120;
/** How much the newest answer counts in how long answers take. */
const newestShare = 0.2;
/** The first tokens of an answer say little about its speed. */
const leastMeasuredTokens = 8;

export class LoadedEntry {
  readonly model: Model;
  /** What was asked for, beside what is remembered and what suits. */
  readonly overrides: LoadSettingsOverrides;
  /** A program's request loaded it. */
  readonly isServed: boolean;
  /** Milliseconds since this process began. */
  lastUsedAt = performance.now();
  settings: LoadSettings;
  state: LoadedModel['state'] = { type: 'loading', progress: 0 };
  process: ModelProcess | undefined;
  /** Somebody ended it; whatever its start still brings is of no interest. */
  isDismissed = false;
  #info: RunnerModelInfo | undefined;
  #active = 0;
  #queued = 0;
  /** Those that wait until it is ready, or are about to ask. */
  #expected = 0;
  #keepSeconds: number | undefined;
  /** How long an answer takes here, of late. */
  #usualMs = 1000;
  #tokensPerSecond: number | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #unloadsAt: number | undefined;
  #changed = Promise.withResolvers<void>();
  readonly #onChange: () => void;
  readonly #onIdle: () => void;

  constructor(options: {
    model: Model;
    overrides: LoadSettingsOverrides;
    settings: LoadSettings;
    isServed: boolean;
    onChange(): void;
    onIdle(): void;
  }) {
    this.isServed = options.isServed;
    this.model = options.model;
    this.overrides = options.overrides;
    this.settings = options.settings;
    this.#onChange = options.onChange;
    this.#onIdle = options.onIdle;
  }

  get isUsable(): boolean {
    return !this.isDismissed && (this.state.type === 'loading' || this.state.type === 'ready');
  }

  /** Somebody is answered, or waits to be. */
  get isBusy(): boolean {
    return this.#active + this.#queued + this.#expected > 0;
  }

  /** It stays until somebody unloads it. */
  get isPinned(): boolean {
    return this.#idleMs === undefined;
  }

  /** Throws engine.busy when so many wait that one more would wait for too long. */
  assertRoomInQueue(): void {
    const waiting = this.#queued + (this.state.type === 'ready' ? 0 : this.#expected);
    if (waiting < longestQueue) return;
    const seconds = Math.ceil((this.#usualMs * waiting) / this.settings.parallelSlots / 1000);
    throw new AppError('engine.busy', 'Too many requests wait for this model.', {
      data: { waiting, retryAfterSeconds: Math.min(longestRetrySeconds, Math.max(1, seconds)) },
    });
  }

  /** Somebody will ask once it is ready: it does not unload meanwhile. */
  expect(): Disposable {
    this.#expected += 1;
    this.lastUsedAt = performance.now();
    this.#stopIdleTimer();
    return {
      [Symbol.dispose]: () => {
        this.#expected -= 1;
        this.restartIdleTimer();
        this.#tell();
      },
    };
  }

  /** How long it stays after its last answer, over its settings; -1 until somebody unloads it, unset: as before. */
  keepLoaded(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.#keepSeconds = seconds;
    this.restartIdleTimer();
    this.#tell();
  }

  /** What its process holds now and gives back when it ends. */
  get occupied(): RunnerModelInfo['occupied'] | undefined {
    return this.state.type === 'ready' ? this.#info?.occupied : undefined;
  }

  /** Layers on the graphics card, once it is ready. */
  get gpuLayers(): number | undefined {
    return this.#info?.gpuLayers;
  }

  setState(state: LoadedModel['state']): void {
    this.state = state;
    this.#tell();
  }

  setReady(info: RunnerModelInfo): void {
    this.#info = info;
    this.state = { type: 'ready' };
    this.restartIdleTimer();
    this.#tell();
  }

  setFailed(error: WireError): void {
    // A crash has more to say than the load that it ended.
    if (this.state.type !== 'crashed') this.setState({ type: 'failed', error });
  }

  setCrashed(error: WireError): void {
    this.#stopIdleTimer();
    this.setState({ type: 'crashed', error });
  }

  /** Ends the process, if there is one, and everybody's wait for it. */
  async dismiss(): Promise<void> {
    this.isDismissed = true;
    clearTimeout(this.#idleTimer);
    this.#tell();
    await this.process?.end();
  }

  /** Yields the load's progress until the model is ready. Throws AppError when it does not get there. */
  async *waitUntilReady(signal: AbortSignal): AsyncGenerator<GenerationEvent, void, undefined> {
    const aborted = Promise.withResolvers<void>();
    const wake = () => aborted.resolve();
    signal.addEventListener('abort', wake);
    try {
      while (this.state.type === 'loading' && !this.isDismissed && !signal.aborted) {
        // Taken before the reader has its turn: what changes meanwhile counts.
        const changed = this.#changed.promise;
        yield { type: 'loading', progress: this.state.progress };
        await Promise.race([changed, aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
    if (this.isDismissed) throw new AppError('model.load-cancelled', 'The load was cancelled.');
    const { state } = this;
    if (state.type === 'failed' || state.type === 'crashed') {
      const { code, data } = state.error;
      throw new AppError(code as AppError['code'], 'The model could not be loaded.', { ...(data && { data }) });
    }
  }

  /** Throws engine.not-loaded when the process is not there any more. */
  async ask<Type extends Question['type']>(
    question: Extract<Question, { type: Type }>,
    signal: AbortSignal,
  ): Promise<Extract<Reply, { type: Type }>> {
    if (!this.process) throw new AppError('engine.not-loaded', 'The model is not loaded.');
    this.#stopIdleTimer();
    this.#active += 1;
    this.#tell();
    try {
      return await this.process.ask(question, signal);
    } finally {
      this.#active -= 1;
      this.restartIdleTimer();
      this.#tell();
    }
  }

  async *generate(process: ModelProcess, request: RunnerRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent, void, undefined> {
    let isQueued = false;
    const setQueued = (value: boolean) => {
      if (value === isQueued) return;
      isQueued = value;
      this.#queued += value ? 1 : -1;
      this.#active += value ? -1 : 1;
      this.#tell();
    };
    const startedAt = performance.now();
    this.#stopIdleTimer();
    this.#active += 1;
    this.#tell();
    try {
      for await (const event of process.generate(request, signal)) {
        if (event.type === 'queued') setQueued(true);
        else if (isQueued) setQueued(false);
        if (event.type === 'done') this.#measure(event);
        yield event;
      }
    } finally {
      setQueued(false);
      this.#active -= 1;
      this.lastUsedAt = performance.now();
      this.#usualMs += (this.lastUsedAt - startedAt - this.#usualMs) * newestShare;
      this.restartIdleTimer();
      this.#tell();
    }
  }

  #measure({ usage, timings }: Extract<GenerationEvent, { type: 'done' }>): void {
    if (usage.completionTokens >= leastMeasuredTokens && timings.tokensPerSecond > 0) this.#tokensPerSecond = timings.tokensPerSecond;
  }

  /** Unloads after the idle time when nothing is asked meanwhile; 0 minutes never do. */
  restartIdleTimer(): void {
    this.#stopIdleTimer();
    const idleMs = this.#idleMs;
    if (this.isDismissed || this.state.type !== 'ready' || this.isBusy || idleMs === undefined) return;
    const waitMs = Math.min(idleMs, longestTimerMs);
    this.#unloadsAt = Date.now() + waitMs;
    this.#idleTimer = setTimeout(this.#onIdle, waitMs);
    this.#idleTimer.unref();
  }

  /** Undefined: it stays. */
  get #idleMs(): number | undefined {
    if (this.#keepSeconds !== undefined) return this.#keepSeconds < 0 ? undefined : this.#keepSeconds * 1000;
    const minutes = this.settings.idleUnloadMinutes ?? 0;
    return minutes === 0 ? undefined : minutes * minuteMs;
  }

  #stopIdleTimer(): void {
    clearTimeout(this.#idleTimer);
    this.#unloadsAt = undefined;
  }

  describe(): LoadedModel {
    const info = this.#info;
    const isReady = this.state.type === 'ready';
    return {
      modelId: this.model.id,
      name: this.model.name,
      state: this.state,
      settings: this.settings,
      ...(isReady && info && { memoryBytes: info.memoryBytes, gpuLayers: info.gpuLayers, template: info.template }),
      activeRequests: this.#active,
      queuedRequests: this.#queued,
      ...(this.#tokensPerSecond !== undefined && { tokensPerSecond: this.#tokensPerSecond }),
      ...(this.#unloadsAt !== undefined && { unloadsAt: this.#unloadsAt }),
      ...(this.isUsable && this.process?.processId !== undefined && { processId: this.process.processId }),
    };
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = Promise.withResolvers();
    changed.resolve();
    this.#onChange();
  }
}
