/** Calls as JSON objects with a name and arguments: between marks, in a list after a mark, or bare. */
import { gbnfText } from '../../lib/gbnf.ts';
import type { OutputPart } from '../output-part.ts';
import type { RunnerTool } from '../protocol.ts';
import { CallScanner } from './call-scanner.ts';
import { MarkFinder } from './mark-finder.ts';
import { callRules, oneOrMore, space, type ToolFormat, type ToolReader } from './tool-format.ts';

interface JsonCallsOptions {
  name: string;
  open: string;
  close: string;
  /** All calls stand in one list after one mark. */
  isList?: boolean;
  /** What the family calls the arguments. */
  argumentsKey?: string;
  isInTemplate?: boolean;
}

export function jsonCalls({
  name,
  open,
  close,
  isList = false,
  argumentsKey = 'arguments',
  isInTemplate = true,
}: JsonCallsOptions): ToolFormat {
  return {
    name,
    marks: [open],
    isInTemplate,
    argumentsForm: 'object',
    opening: [`${open}${isList ? '[' : '\n'}{"name": "`, `", "${argumentsKey}":`],
    writeGrammar(tools, isParallel) {
      const call = writeCalls(tools, argumentsKey);
      if (!isList) {
        return { root: oneOrMore(isParallel), rules: callRules(`${gbnfText(open)} ${space} (${call}) ${space} ${gbnfText(close)}`) };
      }
      const calls = oneOrMore(isParallel, `${space} "," ${space}`);
      return { root: `${gbnfText(open)} ${space} "[" ${space} ${calls} ${space} "]"`, rules: callRules(call) };
    },
    createReader: () => new JsonCallReader({ open, close }),
  };
}

/** Llama 3's calls have no mark of their own in most answers: an answer that begins with such an object is a call. */
export function bareCalls({ name, mark, argumentsKey }: { name: string; mark: string; argumentsKey: string }): ToolFormat {
  return {
    name,
    marks: [mark],
    isInTemplate: true,
    argumentsForm: 'object',
    opening: ['{"name": "', `", "${argumentsKey}":`],
    writeGrammar: (tools) => ({ root: `${gbnfText(mark)}? call`, rules: callRules(writeCalls(tools, argumentsKey)) }),
    createReader: () => new BareCallReader(mark),
  };
}

function writeCalls(tools: readonly RunnerTool[], argumentsKey: string): string {
  const field = (key: string, value: string) => `"\\"${key}\\"" ${space} ":" ${space} ${value}`;
  const calls = tools.map(
    ({ name, grammar }) =>
      `"{" ${space} ${field('name', gbnfText(JSON.stringify(name)))} ${space} "," ${space} ${field(argumentsKey, grammar.root)} ${space} "}"`,
  );
  return calls.join(' | ');
}

class JsonCallReader implements ToolReader {
  readonly #finder: MarkFinder;
  readonly #open: string;
  readonly #close: string;
  #scanner: CallScanner | undefined;
  /** After a call: what stands until the next one. */
  #between = '';
  #hasCalled = false;

  constructor({ open, close }: { open: string; close: string }) {
    this.#finder = new MarkFinder([open]);
    this.#open = open;
    this.#close = close;
  }

  get isCalling(): boolean {
    return this.#scanner !== undefined || this.#hasCalled;
  }

  get isHolding(): boolean {
    return this.#finder.isHolding;
  }

  push(text: string): OutputPart[] {
    if (this.#scanner) return this.#scan(text);
    if (this.#hasCalled) return this.#goOn(text);
    const { text: certain, found } = this.#finder.push(text);
    const parts: OutputPart[] = certain === '' ? [] : [{ type: 'text', text: certain }];
    if (!found) return parts;
    this.#scanner = new CallScanner();
    return [...parts, ...this.#scan(found.rest)];
  }

  flush(): OutputPart[] {
    if (this.#scanner) return this.#scanner.flush();
    const held = this.#finder.flush();
    return held === '' ? [] : [{ type: 'text', text: held }];
  }

  #scan(text: string): OutputPart[] {
    const { parts, rest } = this.#scanner?.push(text) ?? { parts: [], rest: undefined };
    if (rest === undefined) return parts;
    this.#scanner = undefined;
    this.#hasCalled = true;
    return [...parts, ...this.#goOn(rest)];
  }

  /** Only another call counts after a call: marks, commas and space are passed over, and so is whatever else is said there. */
  #goOn(text: string): OutputPart[] {
    this.#between += text;
    const begin = this.#between
      .replaceAll(this.#open, (mark) => ' '.repeat(mark.length))
      .replaceAll(this.#close, (mark) => ' '.repeat(mark.length))
      .indexOf('{');
    if (begin === -1) return [];
    const rest = this.#between.slice(begin);
    this.#between = '';
    this.#scanner = new CallScanner();
    return this.#scan(rest);
  }
}

/** The beginning of an answer decides: a mark, or an object whose first key is a call's. */
class BareCallReader implements ToolReader {
  readonly #mark: string;
  #held = '';
  #state: 'undecided' | 'text' | 'call' = 'undecided';
  #scanner = new CallScanner();

  constructor(mark: string) {
    this.#mark = mark;
  }

  get isCalling(): boolean {
    return this.#state === 'call';
  }

  get isHolding(): boolean {
    return this.#state === 'undecided';
  }

  push(text: string): OutputPart[] {
    if (this.#state === 'undecided') {
      this.#held += text;
      this.#decide();
      if (this.#state === 'undecided') return [];
      const held = this.#held;
      this.#held = '';
      return this.#take(held);
    }
    return this.#take(text);
  }

  flush(): OutputPart[] {
    if (this.#state === 'call') return this.#scanner.flush();
    return this.#held === '' ? [] : [{ type: 'text', text: this.#held }];
  }

  #decide(): void {
    const begun = this.#held.trimStart();
    if (begun.startsWith(this.#mark)) {
      this.#held = begun.slice(this.#mark.length);
      this.#state = 'call';
    } else if (/^\{\s*"(name|function)"\s*:/.test(begun)) {
      this.#state = 'call';
    } else if (!this.#mark.startsWith(begun) && !couldBeCall(begun)) {
      this.#state = 'text';
    }
  }

  #take(text: string): OutputPart[] {
    if (this.#state === 'text') return text === '' ? [] : [{ type: 'text', text }];
    const { parts, rest } = this.#scanner.push(text);
    if (rest === undefined) return parts;
    this.#scanner = new CallScanner();
    const next = rest.indexOf('{');
    return next === -1 ? parts : [...parts, ...this.#take(rest.slice(next))];
  }
}

function couldBeCall(begun: string): boolean {
  const dense = begun.replace(/\s/g, '');
  return ['{"name":', '{"function":'].some((beginning) => beginning.startsWith(dense));
}
