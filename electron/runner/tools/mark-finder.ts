import { overlap } from '../stop-strings.ts';

/** Finds the first of several marks in text that comes in pieces. Space before a mark belongs to it, so that it waits as well. */
export class MarkFinder {
  readonly #marks: readonly string[];
  #held = '';

  constructor(marks: readonly string[]) {
    this.#marks = marks;
  }

  get isHolding(): boolean {
    return this.#held !== '';
  }

  /** The text that is certain, and what follows the mark once there is one. */
  push(text: string): { text: string; found?: { mark: string; rest: string } } {
    const all = this.#held + text;
    const [first] = this.#marks
      .map((mark) => ({ mark, index: all.indexOf(mark) }))
      .filter(({ index }) => index !== -1)
      .sort((a, b) => a.index - b.index || b.mark.length - a.mark.length);
    if (first) {
      this.#held = '';
      return { text: all.slice(0, first.index).trimEnd(), found: { mark: first.mark, rest: all.slice(first.index + first.mark.length) } };
    }
    const length = Math.max(0, ...this.#marks.map((mark) => overlap(all, mark)));
    const certain = all.slice(0, all.length - length).trimEnd();
    this.#held = all.slice(certain.length);
    return { text: certain };
  }

  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
