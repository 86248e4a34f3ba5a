/** Calls as JSON objects with a name and arguments: between marks, in a list after a mark, or bare. */
import { gbnfText } from '../../lib/gbnf.ts';
import type { OutputPart } from '../output-part.ts';
import type { RunnerTool } from '../protocol.ts';
import { CallScanner } from './call-scanner.ts';
import { type CallsReader, MarkedReader } from './marked-reader.ts';
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
    createReader: () => new MarkedReader(open, new JsonCallsReader([open, close])),
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

class JsonCallsReader implements CallsReader {
  readonly #marks: readonly string[];
  #scanner: CallScanner | undefined = new CallScanner();
  /** After a call: what stands until the next one. */
  #between = '';

  constructor(marks: readonly string[]) {
    this.#marks = marks;
  }

  flush(): OutputPart[] {
    return this.#scanner?.flush() ?? [];
  }

  read(text: string): OutputPart[] {
    if (!this.#scanner) return this.#goOn(text);
    const { parts, rest } = this.#scanner.push(text);
    if (rest === undefined) return parts;
    this.#scanner = undefined;
    return [...parts, ...this.#goOn(rest)];
  }

  /** Only another call counts after a call: marks, commas and space are passed over, and so is whatever else is said there. */
  #goOn(text: string): OutputPart[] {
    this.#between += text;
    const blank = this.#marks.reduce((said, mark) => said.replaceAll(mark, ' '.repeat(mark.length)), this.#between);
    const begin = blank.indexOf('{');
    if (begin === -1) return [];
    const rest = this.#between.slice(begin);
    this.#between = '';
    this.#scanner = new CallScanner();
    return this.read(rest);
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
