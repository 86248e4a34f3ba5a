/**
 * Renders turns with a chat template. What people wrote never passes through the template: it goes in as a placeholder and comes
 * out as a part of its own, so that text which looks like a control token stays text.
 */
import type { ToolCall, Turn } from '../../shared/generation.ts';
import type { Vocabulary } from './core.ts';
import type { RunnerTool } from './protocol.ts';

export interface PromptPart {
  /** template: may hold control tokens. content: somebody's words. */
  type: 'template' | 'content';
  text: string;
}

/** What else a template is given. */
export interface RenderOptions {
  thinking: boolean | undefined;
  /** Those that the template writes itself. */
  tools: readonly RunnerTool[];
  /** Arguments of earlier calls: as the template takes them. */
  argumentsForm: 'object' | 'text';
}

const placeholder = /\uE000(\d+)\uE001/g;

export class TemplateRenderer {
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
      const parts = this.#renderOnce(turns, { thinking: undefined, tools: [], argumentsForm: 'object' });
      return turns.every((turn) => parts.some((part) => part.type === 'content' && part.text === turn.content));
    };
    if (!attempt(() => works([user]))) {
      this.#contentForm = 'parts';
      if (!works([user])) throw new Error('it leaves out what was said');
    }
    this.#takesSystem = attempt(() => works([{ role: 'system', content: 'Be brief.' }, user]));
  }

  render(turns: readonly Turn[], options: RenderOptions): PromptPart[] {
    const joined = joinNeighbours(this.#takesSystem ? turns : foldSystem(turns));
    try {
      return this.#renderOnce(joined, options);
    } catch (error) {
      // A template that takes a system turn only in the first place, say.
      if (!joined.some((turn) => turn.role === 'system')) throw error;
      return this.#renderOnce(joinNeighbours(foldSystem(joined)), options);
    }
  }

  #renderOnce(turns: readonly Turn[], { thinking, tools, argumentsForm }: RenderOptions): PromptPart[] {
    const contents: string[] = [];
    const hide = (text: string) => {
      const inner = text.trim();
      if (inner === '') return text;
      const begin = text.indexOf(inner);
      contents.push(inner);
      // Spaces around it stay, so that a template that trims does so.
      return `${text.slice(0, begin)}\uE000${contents.length - 1}\uE001${text.slice(begin + inner.length)}`;
    };
    // As it stands inside a JSON text that the template writes.
    const hideInJson = (text: string) => {
      if (text.trim() === '') return text;
      contents.push(JSON.stringify(text).slice(1, -1));
      return `\uE000${contents.length - 1}\uE001`;
    };
    const rendered = this.#render({
      messages: turns.map((turn) => ({
        role: turn.role,
        content: this.#contentForm === 'parts' ? [{ type: 'text', text: hide(turn.content) }] : hide(turn.content),
        ...(turn.reasoning ? { reasoning_content: hide(turn.reasoning) } : {}),
        ...(turn.toolCalls && {
          tool_calls: turn.toolCalls.map((call) =>
            describeCall(call, argumentsForm === 'text' ? hide(call.arguments) : hideTexts(parseArguments(call.arguments), hideInJson)),
          ),
        }),
        ...(turn.role === 'tool' && { tool_call_id: turn.toolCallId ?? '', name: turn.toolName ?? '' }),
      })),
      ...(tools.length > 0 && { tools: tools.map((tool) => describeTool(tool, hideInJson)) }),
      add_generation_prompt: true,
      bos_token: this.#vocabulary.beginText,
      eos_token: this.#vocabulary.endText,
      ...(thinking !== undefined && { enable_thinking: thinking, thinking }),
    });
    return splitAtPlaceholders(rendered, contents);
  }
}

type Hide = (text: string) => string;

/** OpenAI's form, which chat templates are written for. Descriptions are somebody's words; names and types are what templates look at. */
function describeTool({ name, description, parameters }: RunnerTool, hide: Hide): Record<string, unknown> {
  const schema = hideDescriptions(parameters ?? { type: 'object', properties: {} }, hide);
  return { type: 'function', function: { name, description: hide(description ?? ''), parameters: schema } };
}

function hideDescriptions(value: unknown, hide: Hide): unknown {
  if (Array.isArray(value)) return value.map((one) => hideDescriptions(one, hide));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => {
    const isText = typeof one === 'string' && (key === 'description' || key === 'title');
    return [key, isText ? hide(one) : hideDescriptions(one, hide)];
  });
  return Object.fromEntries(entries);
}

function describeCall({ id, name }: ToolCall, given: unknown): Record<string, unknown> {
  return { id, type: 'function', function: { name, arguments: given } };
}

function hideTexts(value: unknown, hide: Hide): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((one) => hideTexts(one, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hideTexts(one, hide)]));
}

function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return text;
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
    const isPlain = turn.role !== 'tool' && !turn.toolCalls && !last?.toolCalls;
    if (isPlain && last?.role === turn.role) joined[joined.length - 1] = { ...turn, content: `${last.content}\n\n${turn.content}` };
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
