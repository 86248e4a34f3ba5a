/**
 * One answer while it is being written. It belongs to the host: text is handed to watchers in deltas and saved in short
 * steps whether or not anybody looks.
 */
import type { Activity, Message } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';
import type { Generator } from '../engine/generator.ts';

const deltaMs = 30;
const saveMs = 500;
/** How long a stopped engine may take for its last numbers before the answer ends without them. */
const stopMs = 3000;

/** What an ended answer adds to its message. */
export type AnswerEnd = Pick<Message, 'finishReason' | 'error' | 'usage' | 'timings' | 'seed' | 'droppedTurns'> & {
  state: 'done' | 'stopped' | 'failed' | 'interrupted';
};

interface AnswerOptions {
  generator: Generator;
  request: GenerationRequest;
  /** What is there already when an answer is continued. */
  text: string;
  reasoning: string;
  onDelta: (delta: { text: string; reasoning: string }) => void;
  onActivity: (activity: Activity) => void;
  onSave: () => void;
  onBug: (error: unknown) => void;
}

export class Answer {
  /** Resolves once the answer has ended, never rejects. */
  readonly end: Promise<AnswerEnd>;
  /** All that watchers were told so far. */
  text: string;
  reasoning: string;
  activity: Activity = { type: 'idle' };
  readonly #options: AnswerOptions;
  readonly #abort = new AbortController();
  readonly #gaveUp = Promise.withResolvers<undefined>();
  #stoppedAs: 'stopped' | 'interrupted' | undefined;
  #hasEnded = false;
  #waiting = { text: '', reasoning: '' };
  #droppedTurns: number | undefined;
  #deltaTimer: NodeJS.Timeout | undefined;
  #saveTimer: NodeJS.Timeout | undefined;
  #stopTimer: NodeJS.Timeout | undefined;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.text = options.text;
    this.reasoning = options.reasoning;
    this.end = this.#run();
  }

  /** Ends the answer; what was written stays. `interrupted`: the host ends, not the person's wish. */
  stop(as: 'stopped' | 'interrupted'): void {
    this.#stoppedAs ??= as;
    this.#abort.abort();
    this.#stopTimer ??= setTimeout(() => this.#gaveUp.resolve(undefined), stopMs);
  }

  async #run(): Promise<AnswerEnd> {
    const last = await Promise.race([this.#read(), this.#gaveUp.promise]);
    this.#hasEnded = true;
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#stopTimer);
    this.#publish();
    const end: AnswerEnd = last ?? { state: 'interrupted' };
    if (this.#stoppedAs !== undefined && end.state !== 'failed') end.state = this.#stoppedAs;
    // "Cancelled" is the person's doing.
    if (end.state === 'interrupted') end.finishReason = undefined;
    return { ...end, droppedTurns: this.#droppedTurns };
  }

  /** Undefined when the engine fell silent without a last event. */
  async #read(): Promise<AnswerEnd | undefined> {
    // The caller finishes its own step first: no event arrives before the answer is known to the service.
    await Promise.resolve();
    try {
      for await (const event of this.#options.generator.generate(this.#options.request, this.#abort.signal)) {
        if (this.#hasEnded) return undefined;
        const end = this.#take(event);
        if (end) return end;
      }
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return { state: 'failed', error: error.toWire() };
      this.#options.onBug(error);
      return { state: 'failed', error: { code: 'internal' } };
    }
  }

  #take(event: GenerationEvent): AnswerEnd | undefined {
    switch (event.type) {
      case 'queued':
      case 'loading':
      case 'prompt':
        this.#setActivity(event);
        return undefined;
      case 'dropped':
        this.#droppedTurns = event.turns;
        return undefined;
      case 'text':
      case 'reasoning':
        this.#add(event);
        return undefined;
      // Conversations offer no tools.
      case 'tool-call-start':
      case 'tool-call-arguments':
      case 'tool-call-end':
        return undefined;
      case 'done': {
        const { finishReason, usage, timings, seed } = event;
        return { state: finishReason === 'cancelled' ? 'stopped' : 'done', finishReason, usage, timings, seed };
      }
      case 'error':
        return { state: 'failed', error: event.error };
      default:
        return event satisfies never;
    }
  }

  #add(event: { type: 'text' | 'reasoning'; text: string }): void {
    this.#waiting[event.type] += event.text;
    if (this.activity.type !== 'writing') this.#setActivity({ type: 'writing' });
    this.#deltaTimer ??= setTimeout(() => this.#publish(), deltaMs);
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      this.#publish();
      this.#options.onSave();
    }, saveMs);
  }

  #publish(): void {
    clearTimeout(this.#deltaTimer);
    this.#deltaTimer = undefined;
    const delta = this.#waiting;
    if (delta.text === '' && delta.reasoning === '') return;
    this.#waiting = { text: '', reasoning: '' };
    this.text += delta.text;
    this.reasoning += delta.reasoning;
    this.#options.onDelta(delta);
  }

  #setActivity(activity: Activity): void {
    this.activity = activity;
    this.#options.onActivity(activity);
  }
}
