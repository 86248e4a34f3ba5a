/** Sends a request's events to the host, text joined for a few milliseconds: one message per token would cost more than the token. */
import type { GenerationEvent } from '../../shared/generation.ts';
import { joinInto } from '../../shared/join-generation-events.ts';

const joinMs = 25;

export class Outbox {
  readonly #send: (events: GenerationEvent[]) => void;
  #waiting: GenerationEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #hasSentText = false;

  constructor(send: (events: GenerationEvent[]) => void) {
    this.#send = send;
  }

  push(event: GenerationEvent): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && joinInto(last, event)) return;
    this.#waiting.push(event);
    const isFirstText = !this.#hasSentText && (event.type === 'text' || event.type === 'reasoning');
    if (isFirstText) this.#hasSentText = true;
    if (isFirstText || event.type === 'done' || event.type === 'error') this.#flush();
    // One that comes alone goes at once; what follows shortly after it waits.
    else if (this.#timer === undefined) {
      this.#flush();
      this.#timer = setTimeout(() => this.#onTimer(), joinMs);
    }
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#flush();
    this.#timer = setTimeout(() => this.#onTimer(), joinMs);
  }

  #flush(): void {
    const events = this.#waiting;
    this.#waiting = [];
    this.#send(events);
  }
}
