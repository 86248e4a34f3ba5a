import type { FaultBox } from './faults.ts';

/** Holds answers to `rate` bytes a second together and `ratePerConnection` each. */
export class Pacer {
  readonly #faults: FaultBox;
  #together = 0;
  readonly #apart = new WeakMap<object, number>();

  constructor(faults: FaultBox) {
    this.#faults = faults;
  }

  /** Undefined: go on at once. */
  wait(bytes: number, { subject, connection }: { subject: string; connection: object }): Promise<void> | undefined {
    const now = performance.now();
    const [rate, perConnection] = [this.#faults.value('rate', subject), this.#faults.value('ratePerConnection', subject)];
    let until = now;
    if (rate) until = this.#together = book(this.#together, now, (bytes / rate) * 1000);
    if (perConnection) {
      const own = book(this.#apart.get(connection) ?? 0, now, (bytes / perConnection) * 1000);
      this.#apart.set(connection, own);
      until = Math.max(until, own);
    }
    return until - now > 1 ? new Promise((resolve) => setTimeout(resolve, until - now)) : undefined;
  }
}

/** A timer that woke late may catch up a little, so that the rate is held on average. */
function book(free: number, now: number, lasts: number): number {
  return Math.max(free, now - 50) + lasts;
}
