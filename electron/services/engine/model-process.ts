/** One loaded model's process, as the host sees it: messages in, events out, and a plain word when it dies. */
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent } from '../../../shared/generation.ts';
import type { WireError } from '../../../shared/procedure.ts';
import type { Child, Platform } from '../../platform.ts';
import type { MessageFromRunner, MessageToRunner, RunnerLoadOptions, RunnerModelInfo, RunnerRequest } from '../../runner/protocol.ts';
import { countMemoryKills, describeExit } from './describe-exit.ts';
import { EventQueue } from './event-queue.ts';

export interface ModelProcessOptions {
  platform: Platform;
  runnerFile: string;
  name: string;
  load: RunnerLoadOptions;
  onProgress(progress: number): void;
  /** It ended by itself, also while it loaded. */
  onCrash(error: WireError): void;
}

const keptOutput = 8000;
/** How long an unload waits for the last words of answers under way. */
const farewellMs = 2000;

export class ModelProcess {
  /** Rejects with an AppError. */
  readonly ready: Promise<RunnerModelInfo>;
  readonly #child: Child;
  readonly #onProgress: (progress: number) => void;
  readonly #answers = new Map<number, EventQueue>();
  readonly #counts = new Map<number, (tokens: number | undefined) => void>();
  readonly #loading = Promise.withResolvers<RunnerModelInfo>();
  readonly #gone = Promise.withResolvers<void>();
  #lastId = 0;
  #output = '';
  #hasEnded = false;

  constructor(options: ModelProcessOptions) {
    const memoryKills = countMemoryKills();
    this.ready = this.#loading.promise;
    this.ready.catch(() => {});
    this.#onProgress = options.onProgress;
    this.#child = options.platform.spawn(options.runnerFile, { name: options.name });
    this.#child.onMessage((message) => this.#receive(message as MessageFromRunner));
    this.#child.onOutput((text) => {
      this.#output = (this.#output + text).slice(-keptOutput);
    });
    this.#child.onExit((exit) => {
      this.#gone.resolve();
      if (this.#hasEnded) return;
      const error = describeExit(exit, this.#output, countMemoryKills() > memoryKills);
      this.#end(error);
      options.onCrash(error);
    });
    this.#send({ type: 'load', options: options.load });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** Ends with `done` or `error`; leaving early stops the answer. */
  async *generate(request: RunnerRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent, void, undefined> {
    const queue = new EventQueue();
    const id = ++this.#lastId;
    const abort = () => this.#send({ type: 'abort', id });
    this.#answers.set(id, queue);
    if (this.#hasEnded) queue.push(cancelledEvent());
    else this.#send({ type: 'generate', id, request });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      yield* queue.read();
    } finally {
      signal.removeEventListener('abort', abort);
      this.#answers.delete(id);
      if (!queue.hasEnded) abort();
    }
  }

  countTokens(text: string): Promise<number | undefined> {
    if (this.#hasEnded) return Promise.resolve(undefined);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#counts.set(id, resolve);
      this.#send({ type: 'count', id, text });
    });
  }

  /** Stops all answers, waits a moment for what they had to say, and ends the process. */
  async end(): Promise<void> {
    if (this.#hasEnded) return this.#gone.promise;
    this.#loading.reject(new AppError('model.load-cancelled', 'The load was cancelled.'));
    const open = [...this.#answers];
    for (const [id] of open) this.#send({ type: 'abort', id });
    const deadline = performance.now() + farewellMs;
    while (!this.#hasEnded && performance.now() < deadline && open.some(([, queue]) => !queue.hasEnded)) await wait(10);
    await this.kill();
  }

  /** Ends the process at once; answers under way end as cancelled. Resolves when it is gone. */
  kill(): Promise<void> {
    this.#end(undefined);
    this.#child.kill();
    return this.#gone.promise;
  }

  #receive(message: MessageFromRunner): void {
    switch (message.type) {
      case 'progress':
        this.#onProgress(message.progress);
        break;
      case 'loaded':
        this.#loading.resolve(message.info);
        break;
      case 'load-failed':
        this.#fail(message.error);
        void this.kill();
        break;
      case 'events':
        for (const event of message.events) this.#answers.get(message.id)?.push(event);
        break;
      case 'counted':
        this.#counts.get(message.id)?.(message.tokens);
        this.#counts.delete(message.id);
        break;
      case 'failed':
        this.#fail({ code: 'model.load-failed', data: { reason: message.reason } });
        break;
      case 'hardware':
      case 'memory':
        break;
      default:
        message satisfies never;
    }
  }

  #fail(error: WireError): void {
    this.#loading.reject(
      new AppError(error.code as AppError['code'], 'The model could not be loaded.', { ...(error.data && { data: error.data }) }),
    );
  }

  /** Nothing more will come: everybody who waits gets the last word. */
  #end(error: WireError | undefined): void {
    this.#hasEnded = true;
    if (error) this.#fail(error);
    else this.#loading.reject(new AppError('model.load-cancelled', 'The load was cancelled.'));
    for (const queue of this.#answers.values()) queue.push(error ? { type: 'error', error } : cancelledEvent());
    for (const settle of this.#counts.values()) settle(undefined);
    this.#counts.clear();
  }

  #send(message: MessageToRunner): void {
    if (!this.#hasEnded) this.#child.send(message);
  }
}

/** An answer that was stopped before the runner could count anything. */
export function cancelledEvent(): GenerationEvent {
  return {
    type: 'done',
    finishReason: 'cancelled',
    usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0, contextLength: 0 },
    timings: { firstTokenMs: 0, promptMs: 0, decodeMs: 0, reasoningMs: 0, tokensPerSecond: 0 },
    seed: 0,
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
