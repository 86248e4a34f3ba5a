/** Finds stop strings in a stream of text, also across its borders: text that may be the beginning of one is held back. */
export class StopStrings {
  readonly #stops: readonly string[];
  /** The one that was found. */
  found: string | undefined;
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** The text that is certain now. After `isStopped` nothing may follow. */
  push(text: string): { text: string; isStopped: boolean } {
    if (this.#stops.length === 0) return { text, isStopped: false };
    const all = this.#held + text;
    const [first] = this.#stops
      .map((stop) => ({ stop, index: all.indexOf(stop) }))
      .filter(({ index }) => index !== -1)
      .sort((a, b) => a.index - b.index);
    if (first) {
      this.#held = '';
      this.found = first.stop;
      return { text: all.slice(0, first.index), isStopped: true };
    }
    const heldLength = Math.max(...this.#stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - heldLength);
    return { text: all.slice(0, all.length - heldLength), isStopped: false };
  }

  /** What was held back and turned out to be text. */
  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Length of the longest end of `text` that `stop` begins with, shorter than the whole `stop`. */
export function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
