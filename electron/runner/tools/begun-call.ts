import type { OutputPart } from '../output-part.ts';
import type { ToolReader } from './tool-format.ts';

/** A call that the prompt has begun: everything that is written are its arguments. */
export class BegunCallReader implements ToolReader {
  readonly isCalling = true;
  readonly isHolding = false;
  readonly #name: string;
  #hasBegun = false;

  constructor(name: string) {
    this.#name = name;
  }

  push(text: string): OutputPart[] {
    const said = this.#hasBegun ? text : text.trimStart();
    if (said === '') return [];
    const call: OutputPart[] = this.#hasBegun ? [] : [{ type: 'call', name: this.#name }];
    this.#hasBegun = true;
    return [...call, { type: 'arguments', text: said }];
  }

  flush(): OutputPart[] {
    return this.#hasBegun ? [{ type: 'call-end' }] : [];
  }
}
