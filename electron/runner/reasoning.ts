/** Parts a model's output into thought and answer, whatever marks its family uses. */
import type { OutputPart } from './output-part.ts';
import { overlap } from './stop-strings.ts';

export type ReasoningFormat =
  /** The thought stands between two marks at the beginning of the answer. */
  | {
      type: 'marks';
      open: string;
      close: string /** Template or vocabulary speak of them; otherwise they are a guess. */;
      isKnown?: boolean;
    }
  /** Every message names its channel (OpenAI's harmony format): analysis is thought, final is the answer. */
  | { type: 'channels' };

/** Where the output begins: undecided, in a thought that the prompt opened, in the middle of a thought, or in an answer. */
export type OutputStart = 'undecided' | 'reasoning' | 'mid-reasoning' | 'text';

const knownMarks: readonly [string, string][] = [
  ['<think>', '</think>'],
  ['[THINK]', '[/THINK]'],
  ['<seed:think>', '</seed:think>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|channel>thought\n', '<channel|>'],
  ['<thought>', '</thought>'],
];
export const channelMarks = { start: '<|start|>', channel: '<|channel|>', message: '<|message|>', end: '<|end|>' } as const;
const channelStops = [channelMarks.end, channelMarks.start, channelMarks.channel, '<|return|>', '<|call|>'];

/** The format that the template or the vocabulary speaks of; without a word of it, `<think>`. */
export function findReasoningFormat(template: string, isSpecialToken: (text: string) => boolean): ReasoningFormat {
  if (template.includes(channelMarks.channel)) return { type: 'channels' };
  const isKnown = ([open, close]: [string, string]) => template.includes(open) || template.includes(close) || isSpecialToken(close);
  const known = knownMarks.find(isKnown);
  const [open, close] = known ?? ['<think>', '</think>'];
  return { type: 'marks', open, close, isKnown: known !== undefined };
}

/** The marks of a format that may be tokens without a text of their own. */
export function listMarks(format: ReasoningFormat): string[] {
  if (format.type === 'channels') return [...Object.values(channelMarks), ...channelStops];
  // Gemma's opening mark is a token and a word.
  return [format.open, format.close, format.open.replace(/thought\n$/, '')];
}

/** How the end of a prompt leaves the thought: a mark that opens it and none that closes it. */
export function findOutputStart(format: ReasoningFormat, promptEnd: string): OutputStart {
  if (format.type === 'channels') return 'undecided';
  const opened = promptEnd.lastIndexOf(format.open.trimEnd());
  if (opened === -1) return 'undecided';
  return promptEnd.lastIndexOf(format.close) > opened ? 'text' : 'reasoning';
}

export interface OutputSplitter {
  readonly isReasoning: boolean;
  /** Nothing says yet whether it begins with a thought. */
  readonly isUndecided: boolean;
  push(text: string): OutputPart[];
  /** What is still held back when the output ends. */
  flush(): OutputPart[];
}

export function createSplitter(format: ReasoningFormat, start: OutputStart): OutputSplitter {
  return format.type === 'channels' ? new ChannelSplitter(start) : new MarkSplitter(format, start);
}

class MarkSplitter implements OutputSplitter {
  readonly #open: string;
  readonly #close: string;
  #state: Exclude<OutputStart, 'mid-reasoning'>;
  #held = '';
  /** Spaces at the border between thought and answer belong to neither. */
  #skipsSpaces: boolean;

  constructor(format: { open: string; close: string }, start: OutputStart) {
    this.#open = format.open;
    this.#close = format.close;
    this.#state = start === 'mid-reasoning' ? 'reasoning' : start;
    this.#skipsSpaces = start === 'reasoning';
  }

  get isReasoning(): boolean {
    return this.#state === 'reasoning';
  }

  get isUndecided(): boolean {
    return this.#state === 'undecided';
  }

  push(text: string): OutputPart[] {
    this.#held += text;
    const parts: OutputPart[] = [];
    if (this.#state === 'undecided') this.#decide();
    if (this.#state === 'reasoning') this.#takeReasoning(parts);
    if (this.#state === 'text') this.#takeText(parts);
    return parts;
  }

  flush(): OutputPart[] {
    const text = this.isReasoning ? this.#held.trimEnd() : this.#held;
    this.#held = '';
    return text === '' || (this.#skipsSpaces && text.trim() === '') ? [] : [{ type: this.isReasoning ? 'reasoning' : 'text', text }];
  }

  #decide(): void {
    const begun = this.#held.trimStart();
    if (begun.startsWith(this.#open)) {
      this.#held = begun.slice(this.#open.length);
      this.#state = 'reasoning';
      this.#skipsSpaces = true;
    } else if (!this.#open.startsWith(begun)) {
      this.#state = 'text';
    }
  }

  #takeReasoning(parts: OutputPart[]): void {
    const closed = this.#held.indexOf(this.#close);
    if (closed === -1) {
      const keep = Math.max(overlap(this.#held, this.#close), this.#held.length - this.#held.trimEnd().length);
      const beforeMark = this.#held.slice(0, this.#held.length - keep).trimEnd();
      this.#emit(parts, 'reasoning', beforeMark);
      this.#held = this.#held.slice(beforeMark.length);
      return;
    }
    this.#emit(parts, 'reasoning', this.#held.slice(0, closed).trimEnd());
    this.#held = this.#held.slice(closed + this.#close.length);
    this.#state = 'text';
    this.#skipsSpaces = true;
  }

  #takeText(parts: OutputPart[]): void {
    this.#emit(parts, 'text', this.#held);
    this.#held = '';
  }

  #emit(parts: OutputPart[], type: 'text' | 'reasoning', text: string): void {
    const shown = this.#skipsSpaces ? text.trimStart() : text;
    if (shown === '') return;
    this.#skipsSpaces = false;
    parts.push({ type, text: shown });
  }
}

type ChannelState = Exclude<OutputStart, 'mid-reasoning'> | 'header' | 'between' | 'call';

const functionName = /to=functions\.([^\s<]+)/;

class ChannelSplitter implements OutputSplitter {
  /** header: the channel's name up to the message mark. between: after a message, what comes before the next channel. */
  #state: ChannelState;
  #held = '';
  #recipient: string | undefined;

  constructor(start: OutputStart) {
    this.#state = start === 'mid-reasoning' ? 'reasoning' : start;
  }

  get isReasoning(): boolean {
    return this.#state === 'reasoning';
  }

  get isUndecided(): boolean {
    return this.#state === 'undecided' || this.#state === 'header' || this.#state === 'between';
  }

  push(text: string): OutputPart[] {
    this.#held += text;
    const parts: OutputPart[] = [];
    while (this.#takeNext(parts));
    return parts;
  }

  flush(): OutputPart[] {
    const text = this.#held;
    this.#held = '';
    if (this.#state === 'call') return [{ type: 'arguments', text }, { type: 'call-end' }];
    if (text === '' || this.#state === 'header' || this.#state === 'between') return [];
    return [{ type: this.isReasoning ? 'reasoning' : 'text', text }];
  }

  /** Takes what is certain; true when the state changed and more may follow. */
  #takeNext(parts: OutputPart[]): boolean {
    switch (this.#state) {
      case 'undecided':
        if (this.#held.startsWith(channelMarks.channel)) return this.#goTo('between', 0);
        if (channelMarks.channel.startsWith(this.#held)) return false;
        return this.#goTo('text', 0);
      case 'between': {
        const channel = this.#held.indexOf(channelMarks.channel);
        if (channel === -1) return false;
        // The function may be named before the channel.
        this.#recipient = functionName.exec(this.#held.slice(0, channel))?.[1];
        return this.#goTo('header', channel + channelMarks.channel.length);
      }
      case 'header': {
        const message = this.#held.indexOf(channelMarks.message);
        if (message === -1) return false;
        const header = this.#held.slice(0, message);
        const name = this.#recipient ?? functionName.exec(header)?.[1];
        this.#recipient = undefined;
        if (name !== undefined) {
          parts.push({ type: 'call', name });
          return this.#goTo('call', message + channelMarks.message.length);
        }
        return this.#goTo(header.includes('analysis') ? 'reasoning' : 'text', message + channelMarks.message.length);
      }
      case 'call':
      case 'reasoning':
      case 'text':
        return this.#takeBody(parts, this.#state);
      default:
        return this.#state satisfies never;
    }
  }

  #takeBody(parts: OutputPart[], state: 'text' | 'reasoning' | 'call'): boolean {
    const type = state === 'call' ? 'arguments' : state;
    const ends = channelStops.map((mark) => this.#held.indexOf(mark)).filter((index) => index !== -1);
    const end =
      ends.length > 0 ? Math.min(...ends) : this.#held.length - Math.max(...channelStops.map((mark) => overlap(this.#held, mark)));
    if (end > 0) parts.push({ type, text: this.#held.slice(0, end) });
    if (ends.length === 0) return this.#goTo(state, end) && false;
    if (state === 'call') parts.push({ type: 'call-end' });
    return this.#goTo('between', end);
  }

  #goTo(state: ChannelState, takenLength: number): true {
    this.#state = state;
    this.#held = this.#held.slice(takenLength);
    return true;
  }
}
