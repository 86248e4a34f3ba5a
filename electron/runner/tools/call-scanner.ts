/** Reads one JSON object that names a call and its arguments, character by character, and hands the arguments on as they come. */
import type { OutputPart } from '../output-part.ts';

type Place = 'start' | 'before-key' | 'key' | 'colon' | 'before-value' | 'value' | 'after-value' | 'end';

const nameKeys = ['name', 'function'];
const argumentsKeys = ['arguments', 'parameters', 'args'];
const isSpace = (character: string) => character === ' ' || character === '\n' || character === '\t' || character === '\r';

/** The end of one JSON value within a text that comes in pieces. */
export class ValueScanner {
  #depth = 0;
  #isString = false;
  #isEscaped = false;
  #kind: 'none' | 'string' | 'nested' | 'plain' = 'none';

  /** Takes the next character. before: it no longer belongs to the value. last: the value ends with it. */
  take(character: string): 'inside' | 'last' | 'before' {
    if (this.#kind === 'none') this.#kind = character === '"' ? 'string' : character === '{' || character === '[' ? 'nested' : 'plain';
    if (this.#kind === 'plain') return isSpace(character) || ',}]'.includes(character) ? 'before' : 'inside';
    if (this.#isString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === '\\') this.#isEscaped = true;
      else if (character === '"') this.#isString = false;
      return this.#isString || this.#depth > 0 ? 'inside' : 'last';
    }
    if (character === '"') this.#isString = true;
    else if (character === '{' || character === '[') this.#depth += 1;
    else if (character === '}' || character === ']') this.#depth -= 1;
    return this.#depth > 0 || this.#isString ? 'inside' : 'last';
  }
}

export class CallScanner {
  #place: Place = 'start';
  /** Everything so far, in case it turns out to be no call. */
  #raw = '';
  #key = '';
  #value = '';
  #values = new ValueScanner();
  #name: string | undefined;
  /** Arguments that came before the name. */
  #early: string | undefined;
  #hasArguments = false;

  /** `rest` is what follows the object, once it has ended. */
  push(text: string): { parts: OutputPart[]; rest: string | undefined } {
    const parts: OutputPart[] = [];
    for (const [index, character] of [...text].entries()) {
      if (this.#place === 'end') return { parts: joinArguments(parts), rest: [...text].slice(index).join('') };
      this.#raw += character;
      this.#take(character, parts);
    }
    return { parts: joinArguments(parts), rest: this.#place === 'end' ? '' : undefined };
  }

  /** What is left when the output ends in the middle: an unfinished call stays one, anything else is text. */
  flush(): OutputPart[] {
    if (this.#place === 'end') return [];
    if (this.#name !== undefined) return [{ type: 'call-end' }];
    return this.#raw === '' ? [] : [{ type: 'text', text: this.#raw }];
  }

  #take(character: string, parts: OutputPart[]): void {
    switch (this.#place) {
      case 'start':
        if (character === '{') this.#place = 'before-key';
        break;
      case 'before-key':
        if (character === '}') this.#finish(parts);
        else if (character === '"') {
          this.#place = 'key';
          this.#key = '"';
          this.#values = new ValueScanner();
          this.#values.take(character);
        }
        break;
      case 'key':
        this.#key += character;
        if (this.#values.take(character) === 'last') {
          this.#key = String(parse(this.#key));
          this.#place = 'colon';
        }
        break;
      case 'colon':
        if (character === ':') this.#place = 'before-value';
        break;
      case 'before-value':
        if (isSpace(character)) break;
        this.#place = 'value';
        this.#value = '';
        this.#values = new ValueScanner();
        this.#takeValue(character, parts);
        break;
      case 'value':
        this.#takeValue(character, parts);
        break;
      case 'after-value':
        if (character === ',') this.#place = 'before-key';
        else if (character === '}') this.#finish(parts);
        break;
      case 'end':
        break;
      default:
        this.#place satisfies never;
    }
  }

  #takeValue(character: string, parts: OutputPart[]): void {
    const where = this.#values.take(character);
    if (where !== 'before') this.#value += character;
    const isStreamed = argumentsKeys.includes(this.#key) && this.#name !== undefined && this.#value.startsWith('{');
    if (isStreamed && where !== 'before') parts.push({ type: 'arguments', text: character });
    if (where === 'inside') return;
    this.#place = 'after-value';
    this.#takeField(isStreamed, parts);
    if (where === 'before') this.#take(character, parts);
  }

  #takeField(isStreamed: boolean, parts: OutputPart[]): void {
    if (nameKeys.includes(this.#key) && this.#name === undefined) {
      this.#name = String(parse(this.#value));
      parts.push({ type: 'call', name: this.#name });
      if (this.#early !== undefined) parts.push({ type: 'arguments', text: this.#early });
    } else if (argumentsKeys.includes(this.#key)) {
      this.#hasArguments = true;
      if (isStreamed) return;
      // Some models write the arguments as a text that holds JSON.
      const value = parse(this.#value);
      const text = typeof value === 'string' ? value : this.#value;
      if (this.#name === undefined) this.#early = text;
      else parts.push({ type: 'arguments', text });
    }
  }

  #finish(parts: OutputPart[]): void {
    this.#place = 'end';
    if (this.#name === undefined) parts.push({ type: 'text', text: this.#raw });
    else {
      if (!this.#hasArguments) parts.push({ type: 'arguments', text: '{}' });
      parts.push({ type: 'call-end' });
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function joinArguments(parts: readonly OutputPart[]): OutputPart[] {
  const joined: OutputPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'arguments' && last?.type === 'arguments')
      joined[joined.length - 1] = { type: 'arguments', text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}
