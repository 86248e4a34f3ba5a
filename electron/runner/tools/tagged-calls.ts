/** Qwen3-Coder's calls: the function's name and each parameter in tags of their own, texts written as they are. */
import { gbnfText } from '../../lib/gbnf.ts';
import type { OutputPart } from '../output-part.ts';
import type { RunnerTool } from '../protocol.ts';
import { type CallsReader, MarkedReader } from './marked-reader.ts';
import { callRules, oneOrMore, space, type ToolFormat } from './tool-format.ts';

const mark = '<tool_call>';
const closing = '</tool_call>';
/** Text without a line that begins like a closing tag. */
const plainValue = '([^<] | "<" [^/])*';

export const taggedCalls: ToolFormat = {
  name: 'tagged',
  marks: [mark, closing],
  isInTemplate: true,
  argumentsForm: 'object',
  writeGrammar(tools, isParallel) {
    const calls = tools.map(writeCall).join(' | ');
    return { root: oneOrMore(isParallel), rules: callRules(`${gbnfText(mark)} ${space} (${calls}) ${space} ${gbnfText(closing)}`) };
  },
  createReader: () => new MarkedReader(mark, new TaggedReader()),
};

function writeCall({ name, parameters }: RunnerTool): string {
  const properties = Object.keys((parameters?.properties ?? {}) as object);
  const required = new Set((parameters?.required ?? []) as string[]);
  const fields = properties.map((key) => {
    const field = `${gbnfText(`<parameter=${key}>\n`)} ${plainValue} ${gbnfText('\n</parameter>\n')}`;
    return required.has(key) ? field : `(${field})?`;
  });
  return `${gbnfText(`<function=${name}>\n`)} ${fields.join(' ')} "</function>"`;
}

type State = 'function' | 'parameter' | 'value';

/** Which tool's schema says whether a value is a text is not known here: what is JSON is taken as such, and everything else is text. */
class TaggedReader implements CallsReader {
  #state: State = 'function';
  #held = '';
  #key = '';
  #count = 0;

  flush(): OutputPart[] {
    return this.#state === 'function' ? [] : this.#end();
  }

  read(text: string): OutputPart[] {
    this.#held += text;
    const parts: OutputPart[] = [];
    while (this.#readNext(parts));
    return parts;
  }

  #readNext(parts: OutputPart[]): boolean {
    if (this.#state === 'function') {
      const name = this.#takeTag('<function=');
      if (name === undefined) return false;
      parts.push({ type: 'call', name });
      this.#count = 0;
      return this.#goTo('parameter');
    }
    if (this.#state === 'parameter') return this.#readParameter(parts);
    const end = this.#held.indexOf('</parameter>');
    if (end === -1) return false;
    const value = this.#held.slice(0, end).replace(/^\n/, '').replace(/\n$/, '');
    this.#held = this.#held.slice(end + '</parameter>'.length);
    parts.push({ type: 'arguments', text: `${this.#count === 0 ? '{' : ','}${JSON.stringify(this.#key)}:${toJson(value)}` });
    this.#count += 1;
    return this.#goTo('parameter');
  }

  #readParameter(parts: OutputPart[]): boolean {
    const end = this.#held.indexOf('</function>');
    const next = this.#held.indexOf('<parameter=');
    if (end !== -1 && (next === -1 || end < next)) {
      this.#held = this.#held.slice(end + '</function>'.length);
      parts.push(...this.#end());
      return this.#goTo('function');
    }
    const key = this.#takeTag('<parameter=');
    if (key === undefined) return false;
    this.#key = key;
    return this.#goTo('value');
  }

  #end(): OutputPart[] {
    return [{ type: 'arguments', text: this.#count === 0 ? '{}' : '}' }, { type: 'call-end' }];
  }

  #takeTag(opening: string): string | undefined {
    const begin = this.#held.indexOf(opening);
    const end = begin === -1 ? -1 : this.#held.indexOf('>', begin);
    if (end === -1) return undefined;
    const inside = this.#held.slice(begin + opening.length, end).trim();
    this.#held = this.#held.slice(end + 1);
    return inside;
  }

  #goTo(state: State): true {
    this.#state = state;
    return true;
  }
}

function toJson(value: string): string {
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}
