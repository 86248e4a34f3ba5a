/** One loaded model's process, as the host sees it: messages in, events out, and a plain word when it dies. */
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent } from '../../../shared/generation.ts';
import type { WireError } from '../../../shared/procedure.ts';
import type { Child, Platform } from '../../platform.ts';
import type {
  MessageFromRunner,
  MessageToRunner,
  Question,
  Reply,
  RunnerLoadOptions,
  RunnerModelInfo,
  RunnerRequest,
} from '../../runner/protocol.ts';
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
  readonly #questions = new Map<number, PromiseWithResolvers<Reply>>();
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

  /** Throws the runner's AppError, engine.not-loaded when the process has ended, or the signal's reason. */
  async ask<Type extends Question['type']>(
    question: Extract<Question, { type: Type }>,
    signal?: AbortSignal,
  ): Promise<Extract<Reply, { type: Type }>> {
    signal?.throwIfAborted();
    if (this.#hasEnded) throw new AppError('engine.not-loaded', 'The model is not loaded.');
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<Reply>();
    const leave = () => {
      this.#send({ type: 'abort', id });
      waiting.reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave);
    this.#questions.set(id, waiting);
    this.#send({ type: 'ask', id, question });
    try {
      return (await waiting.promise) as Extract<Reply, { type: Type }>;
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#questions.delete(id);
    }
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
      case 'reply':
        this.#questions.get(message.id)?.resolve(message.reply);
        break;
      case 'refused':
        this.#questions.get(message.id)?.reject(toAppError(message.error));
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
    this.#loading.reject(toAppError(error));
  }

  /** Nothing more will come: everybody who waits gets the last word. */
  #end(error: WireError | undefined): void {
    this.#hasEnded = true;
    if (error) this.#fail(error);
    else this.#loading.reject(new AppError('model.load-cancelled', 'The load was cancelled.'));
    for (const queue of this.#answers.values()) queue.push(error ? { type: 'error', error } : cancelledEvent());
    const left = error ? toAppError(error) : new AppError('engine.not-loaded', 'The model was unloaded.');
    for (const { reject } of this.#questions.values()) reject(left);
  }

  #send(message: MessageToRunner): void {
    if (!this.#hasEnded) this.#child.send(message);
  }
}

function toAppError({ code, data }: WireError): AppError {
  return new AppError(code as AppError['code'], 'The model could not do this.', { ...(data && { data }) });
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
