/** The part that readers of marked calls share: text up to the mark, and calls from there on. */
import type { OutputPart } from '../output-part.ts';
import { overlap } from '../stop-strings.ts';
import type { ToolReader } from './tool-format.ts';

/** Reads what follows the first mark, to the end of the output. */
export interface CallsReader {
  read(text: string): OutputPart[];
  /** What is left of a call that the output's end cuts off. */
  flush(): OutputPart[];
}

export class MarkedReader implements ToolReader {
  isCalling = false;
  readonly #mark: string;
  readonly #calls: CallsReader;
  /** May become the mark. Space before it belongs to it, so that it waits as well. */
  #held = '';

  constructor(mark: string, calls: CallsReader) {
    this.#mark = mark;
    this.#calls = calls;
  }

  get isHolding(): boolean {
    return this.#held !== '';
  }

  push(text: string): OutputPart[] {
    if (this.isCalling) return this.#calls.read(text);
    const all = this.#held + text;
    const begin = all.indexOf(this.#mark);
    this.isCalling = begin !== -1;
    const end = this.isCalling ? begin : all.length - overlap(all, this.#mark);
    const certain = all.slice(0, end).trimEnd();
    this.#held = this.isCalling ? '' : all.slice(certain.length);
    const parts = said(certain);
    return this.isCalling ? [...parts, ...this.#calls.read(all.slice(begin + this.#mark.length))] : parts;
  }

  flush(): OutputPart[] {
    if (this.isCalling) return this.#calls.flush();
    const held = this.#held;
    this.#held = '';
    return said(held);
  }
}

function said(text: string): OutputPart[] {
  return text === '' ? [] : [{ type: 'text', text }];
}
