/**
 * Renders turns with the chat template of the model's own file. What people wrote never passes through the template: it goes in as
 * a placeholder and comes out as a part of its own, so that text which looks like a control token stays text.
 */
import { Template } from '@huggingface/jinja';
import type { Turn } from '../../shared/generation.ts';
import type { TemplateReader, Vocabulary } from './core.ts';
import { channelMarks, findOutputStart, findReasoningFormat, type OutputStart, type ReasoningFormat } from './reasoning.ts';

export interface PromptPart {
  /** template: may hold control tokens. content: somebody's words. */
  type: 'template' | 'content';
  text: string;
}

export interface RenderedPrompt {
  parts: PromptPart[];
  start: OutputStart;
}

export interface ChatTemplate {
  readonly source: 'model' | 'fallback';
  /** Why the fallback is in use. */
  readonly reason: string | undefined;
  readonly reasoning: ReasoningFormat;
  /** Texts that end a turn where the vocabulary has no token for it. */
  readonly stops: readonly string[];
  /** When the last turn is the assistant's, the prompt ends inside it. Throws when the template refuses the turns. */
  render(turns: readonly Turn[], thinking: boolean | undefined): RenderedPrompt;
}

/** The most common form of all, for files that bring no template or a broken one. */
const chatmlTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const placeholder = /\uE000(\d+)\uE001/g;

const readJinja: TemplateReader = (source) => {
  const template = new Template(source);
  return (values) => template.render(values);
};

/**
 * Tries the model's template on sample turns, with the engine's own reader where the usual one does not understand it, and falls
 * back to ChatML, with the reason, where neither does.
 */
export function createChatTemplate(source: string | undefined, vocabulary: Vocabulary, readTemplate?: TemplateReader): ChatTemplate {
  if (source === undefined) return createFallback(vocabulary, 'The file has no chat template.');
  let reason = '';
  for (const read of readTemplate ? [readJinja, readTemplate] : [readJinja]) {
    try {
      const renderer = new Renderer(read(source), vocabulary);
      renderer.tryOut();
      return toChatTemplate(source, renderer, vocabulary, undefined);
    } catch (error) {
      reason ||= error instanceof Error ? error.message : String(error);
    }
  }
  return createFallback(vocabulary, `The file's chat template does not work: ${reason}`);
}

function createFallback(vocabulary: Vocabulary, reason: string): ChatTemplate {
  return toChatTemplate(chatmlTemplate, new Renderer(readJinja(chatmlTemplate), vocabulary), vocabulary, reason);
}

function toChatTemplate(source: string, renderer: Renderer, vocabulary: Vocabulary, reason: string | undefined): ChatTemplate {
  const isFallback = reason !== undefined;
  const reasoning = findReasoningFormat(source, (text) => vocabulary.specialTokens.has(text));
  const marks = ['<|im_end|>', '<|im_start|>'];
  return {
    source: isFallback ? 'fallback' : 'model',
    reason,
    reasoning,
    stops: isFallback ? marks.filter((mark) => !vocabulary.specialTokens.has(mark)) : [],
    render(turns, thinking) {
      const last = turns.at(-1);
      if (last?.role !== 'assistant') return startAnswer(renderer.render(turns, thinking), reasoning);
      const before = turns.slice(0, -1);
      const asked = before.some((turn) => turn.role === 'user') ? before : [...before, { role: 'user' as const, content: '' }];
      return continueAnswer(renderer.render(asked, thinking), last, reasoning);
    },
  };
}

function startAnswer(parts: PromptPart[], reasoning: ReasoningFormat): RenderedPrompt {
  const end = parts.at(-1);
  return { parts, start: end?.type === 'template' ? findOutputStart(reasoning, end.text) : 'undecided' };
}

/** Goes on inside the assistant's turn, as the model itself would have written it after the same beginning. */
function continueAnswer(parts: PromptPart[], turn: Turn, reasoning: ReasoningFormat): RenderedPrompt {
  const { start } = startAnswer(parts, reasoning);
  const { content } = turn;
  const thought = turn.reasoning ?? '';
  const answer: PromptPart[] = content === '' ? [] : [{ type: 'content', text: content }];
  const mark = (text: string): PromptPart => ({ type: 'template', text });
  const channels = reasoning.type === 'channels';
  const [open, close] = channels
    ? [
        `${channelMarks.channel}analysis${channelMarks.message}`,
        `${channelMarks.end}${channelMarks.start}assistant${channelMarks.channel}final${channelMarks.message}`,
      ]
    : [`${reasoning.open}\n`, `\n${reasoning.close}\n\n`];
  const added: PromptPart[] = [];
  if (start === 'undecided' && thought !== '') added.push(mark(open));
  if (start !== 'text' && thought !== '') added.push({ type: 'content', text: thought });
  const isThinking = start === 'reasoning' || (start === 'undecided' && thought !== '');
  if (content !== '' && isThinking) added.push(mark(close));
  else if (content !== '' && channels) added.push(mark(`${channelMarks.channel}final${channelMarks.message}`));
  const next = content !== '' ? 'text' : thought !== '' && isThinking ? 'mid-reasoning' : start;
  return { parts: [...parts, ...added, ...answer], start: next };
}

class Renderer {
  readonly #render: (values: Record<string, unknown>) => string;
  readonly #vocabulary: Vocabulary;
  /** Some templates want a list of parts where others want a text. */
  #contentForm: 'text' | 'parts' = 'text';
  #takesSystem = true;

  constructor(render: (values: Record<string, unknown>) => string, vocabulary: Vocabulary) {
    this.#render = render;
    this.#vocabulary = vocabulary;
  }

  /** Finds out what the template accepts. Throws when it accepts nothing. */
  tryOut(): void {
    const user: Turn = { role: 'user', content: 'Hello' };
    const works = (turns: Turn[]) => {
      const parts = this.#renderOnce(turns, undefined);
      return turns.every((turn) => parts.some((part) => part.type === 'content' && part.text === turn.content));
    };
    if (!attempt(() => works([user]))) {
      this.#contentForm = 'parts';
      if (!works([user])) throw new Error('it leaves out what was said');
    }
    this.#takesSystem = attempt(() => works([{ role: 'system', content: 'Be brief.' }, user]));
  }

  render(turns: readonly Turn[], thinking: boolean | undefined): PromptPart[] {
    const joined = joinNeighbours(this.#takesSystem ? turns : foldSystem(turns));
    try {
      return this.#renderOnce(joined, thinking);
    } catch (error) {
      // A template that takes a system turn only in the first place, say.
      if (!joined.some((turn) => turn.role === 'system')) throw error;
      return this.#renderOnce(joinNeighbours(foldSystem(joined)), thinking);
    }
  }

  #renderOnce(turns: readonly Turn[], thinking: boolean | undefined): PromptPart[] {
    const contents: string[] = [];
    const hide = (text: string) => {
      const inner = text.trim();
      if (inner === '') return text;
      const begin = text.indexOf(inner);
      contents.push(inner);
      // Spaces around it stay, so that a template that trims does so.
      return `${text.slice(0, begin)}\uE000${contents.length - 1}\uE001${text.slice(begin + inner.length)}`;
    };
    const rendered = this.#render({
      messages: turns.map((turn) => ({
        role: turn.role,
        content: this.#contentForm === 'parts' ? [{ type: 'text', text: hide(turn.content) }] : hide(turn.content),
        ...(turn.reasoning ? { reasoning_content: hide(turn.reasoning) } : {}),
      })),
      add_generation_prompt: true,
      bos_token: this.#vocabulary.beginText,
      eos_token: this.#vocabulary.endText,
      ...(thinking !== undefined && { enable_thinking: thinking, thinking }),
    });
    return splitAtPlaceholders(rendered, contents);
  }
}

function splitAtPlaceholders(rendered: string, contents: readonly string[]): PromptPart[] {
  // A split by a pattern with a group gives text and numbers in turn.
  const parts = rendered.split(placeholder).map<PromptPart>((text, index) => {
    return index % 2 === 0 ? { type: 'template', text } : { type: 'content', text: contents[Number(text)] ?? '' };
  });
  return parts.filter((part) => part.text !== '');
}

/** Many templates refuse two turns of one role in a row. */
function joinNeighbours(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.role === turn.role) joined[joined.length - 1] = { ...turn, content: `${last.content}\n\n${turn.content}` };
    else joined.push(turn);
  }
  return joined;
}

/** Puts what the system says before the words of the next user turn. */
function foldSystem(turns: readonly Turn[]): Turn[] {
  const folded: Turn[] = [];
  let waiting = '';
  for (const turn of turns) {
    if (turn.role === 'system') waiting += `${turn.content}\n\n`;
    else if (turn.role === 'user') {
      folded.push({ ...turn, content: waiting + turn.content });
      waiting = '';
    } else folded.push(turn);
  }
  return waiting === '' ? folded : [...folded, { role: 'user', content: waiting.trimEnd() }];
}

function attempt(work: () => boolean): boolean {
  try {
    return work();
  } catch {
    return false;
  }
}
