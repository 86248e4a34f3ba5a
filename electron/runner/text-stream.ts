/** Turns tokens into text as they come, and never lets half a character out. */
import type { Vocabulary } from './core.ts';

/** Enough for the spaces and heuristics of every tokenizer. */
const contextTokens = 3;
/** A character of UTF-8 has at most four bytes, and a token at least one. */
const longestCharacter = 4;
const brokenEnd = /�+$/;

export class TextStream {
  readonly #vocabulary: Vocabulary;
  /** The tokens whose text is out. */
  #previous: number[];
  /** Tokens whose last character may be unfinished. */
  #pending: number[] = [];
  #takenLength = 0;

  constructor(vocabulary: Vocabulary, previous: readonly number[]) {
    this.#vocabulary = vocabulary;
    this.#previous = previous.slice(-contextTokens);
  }

  /** The text that this token finishes; empty while a character is unfinished. */
  push(token: number): string {
    this.#pending.push(token);
    const text = this.#vocabulary.detokenize(this.#pending, this.#previous);
    const isWhole = !brokenEnd.test(text) || this.#pending.length > longestCharacter;
    const whole = isWhole ? text : text.replace(brokenEnd, '');
    const fresh = whole.slice(this.#takenLength);
    if (isWhole) {
      this.#previous = [...this.#previous, ...this.#pending].slice(-contextTokens);
      this.#pending = [];
      this.#takenLength = 0;
    } else {
      this.#takenLength = whole.length;
    }
    return fresh;
  }
}
