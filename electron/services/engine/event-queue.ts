/** Events of one answer on their way to its reader. A slow reader gets neighbouring texts as one, so that waiting costs no more than the text. */
import type { GenerationEvent } from '../../../shared/generation.ts';
import { joinInto } from '../../../shared/join-generation-events.ts';

export class EventQueue {
  readonly #events: GenerationEvent[] = [];
  #wake = () => {};
  #hasEnded = false;

  /** After `done` or `error` nothing is taken any more. */
  push(event: GenerationEvent): void {
    if (this.#hasEnded) return;
    this.#hasEnded = event.type === 'done' || event.type === 'error';
    const last = this.#events.at(-1);
    if (last === undefined || !joinInto(last, event)) this.#events.push(event);
    this.#wake();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Yields up to and with the last event. */
  async *read(): AsyncGenerator<GenerationEvent, void, undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        yield event;
        if (event.type === 'done' || event.type === 'error') return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
