/** Calls with the name between marks and the arguments as JSON after it: Mistral's newer models and DeepSeek's. */
import { gbnfText } from '../../lib/gbnf.ts';
import type { OutputPart } from '../output-part.ts';
import { ValueScanner } from './call-scanner.ts';
import { type CallsReader, MarkedReader } from './marked-reader.ts';
import { callRules, oneOrMore, space, type ToolFormat } from './tool-format.ts';

interface DelimitedOptions {
  name: string;
  /** Around all calls; empty where there is none. */
  begin: string;
  end: string;
  /** Around each one: before its name, between name and arguments, after the arguments. */
  open: string;
  separator: string;
  close: string;
  argumentsForm: ToolFormat['argumentsForm'];
}

export function delimitedCalls({ name, begin, end, open, separator, close, argumentsForm }: DelimitedOptions): ToolFormat {
  return {
    name,
    marks: [begin, open, separator, close, end].filter((mark) => mark.trim() !== ''),
    isInTemplate: true,
    argumentsForm,
    opening: [begin + open, separator],
    writeGrammar(tools, isParallel) {
      const calls = tools.map(({ name: tool, grammar }) => `${gbnfText(open + tool + separator)} ${grammar.root} ${gbnfText(close)}`);
      return { root: `${gbnfText(begin)} ${oneOrMore(isParallel)} ${space} ${gbnfText(end)}`, rules: callRules(calls.join(' | ')) };
    },
    createReader: () => new MarkedReader(begin === '' ? open : begin, new DelimitedReader({ open, separator, isBegun: begin === '' })),
  };
}

type State = 'name' | 'arguments' | 'between';

class DelimitedReader implements CallsReader {
  readonly #options: { open: string; separator: string };
  #state: State;
  #held = '';
  #values = new ValueScanner();
  /** The first character of the arguments is read: space is theirs from now on. */
  #hasBegun = false;

  /** `isBegun`: the first mark was that of a call, and its name follows. */
  constructor({ isBegun, ...options }: { open: string; separator: string; isBegun: boolean }) {
    this.#options = options;
    this.#state = isBegun ? 'name' : 'between';
  }

  flush(): OutputPart[] {
    return this.#state === 'arguments' ? [{ type: 'call-end' }] : [];
  }

  read(text: string): OutputPart[] {
    this.#held += text;
    const parts: OutputPart[] = [];
    while (this.#readNext(parts));
    return parts;
  }

  /** True when the state changed and more may follow. */
  #readNext(parts: OutputPart[]): boolean {
    const { open, separator } = this.#options;
    if (this.#state === 'between') {
      const next = this.#held.indexOf(open);
      return next !== -1 && this.#goTo('name', next + open.length);
    }
    if (this.#state === 'name') {
      const end = this.#held.indexOf(separator);
      if (end === -1) return false;
      parts.push({ type: 'call', name: this.#held.slice(0, end).trim() });
      this.#values = new ValueScanner();
      this.#hasBegun = false;
      return this.#goTo('arguments', end + separator.length);
    }
    const started = this.#hasBegun ? 0 : this.#held.search(/\S/);
    if (started === -1 || this.#held === '') return false;
    this.#hasBegun = true;
    for (let index = started; index < this.#held.length; index += 1) {
      const where = this.#values.take(this.#held.charAt(index));
      if (where === 'inside') continue;
      const end = where === 'last' ? index + 1 : index;
      parts.push({ type: 'arguments', text: this.#held.slice(started, end) }, { type: 'call-end' });
      return this.#goTo('between', end);
    }
    parts.push({ type: 'arguments', text: this.#held.slice(started) });
    this.#held = '';
    return false;
  }

  #goTo(state: State, taken: number): true {
    this.#state = state;
    this.#held = this.#held.slice(taken);
    return true;
  }
}
