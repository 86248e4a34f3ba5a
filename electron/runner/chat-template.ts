/** Which chat template a model is talked to with: its own, or the stated fallback. Begins an answer or goes on inside one. */
import { Template } from '@huggingface/jinja';
import type { Turn } from '../../shared/generation.ts';
import type { TemplateReader, Vocabulary } from './core.ts';
import type { RunnerTool } from './protocol.ts';
import { channelMarks, findOutputStart, findReasoningFormat, type OutputStart, type ReasoningFormat } from './reasoning.ts';
import { type PromptPart, TemplateRenderer } from './template-renderer.ts';
import { findToolFormat } from './tools/find-tool-format.ts';
import { tellTools } from './tools/tell-tools.ts';
import type { ToolFormat } from './tools/tool-format.ts';

export interface RenderedPrompt {
  parts: PromptPart[];
  start: OutputStart;
  /** The tool whose call the prompt has begun: what follows are its arguments. */
  begunCall?: string;
}

export interface RenderWish {
  thinking: boolean | undefined;
  tools: readonly RunnerTool[];
  /** The one that must be called. */
  forcedTool?: string | undefined;
}

export interface ChatTemplate {
  readonly source: 'model' | 'fallback';
  /** Why the fallback is in use. */
  readonly reason: string | undefined;
  readonly reasoning: ReasoningFormat;
  readonly toolFormat: ToolFormat;
  /** Texts that end a turn where the vocabulary has no token for it. */
  readonly stops: readonly string[];
  /** When the last turn is the assistant's, the prompt ends inside it. Throws when the template refuses the turns. */
  render(turns: readonly Turn[], options: RenderWish): RenderedPrompt;
}

/** The most common form of all, for files that bring no template or a broken one. */
const chatmlTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

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
      const renderer = new TemplateRenderer(read(source), vocabulary);
      renderer.tryOut();
      return toChatTemplate(source, renderer, vocabulary, undefined);
    } catch (error) {
      reason ||= error instanceof Error ? error.message : String(error);
    }
  }
  return createFallback(vocabulary, `The file's chat template does not work: ${reason}`);
}

function createFallback(vocabulary: Vocabulary, reason: string): ChatTemplate {
  return toChatTemplate(chatmlTemplate, new TemplateRenderer(readJinja(chatmlTemplate), vocabulary), vocabulary, reason);
}

function toChatTemplate(source: string, renderer: TemplateRenderer, vocabulary: Vocabulary, reason: string | undefined): ChatTemplate {
  const isFallback = reason !== undefined;
  const reasoning = findReasoningFormat(source, (text) => vocabulary.specialTokens.has(text));
  const toolFormat = findToolFormat(source);
  const marks = ['<|im_end|>', '<|im_start|>'];
  return {
    source: isFallback ? 'fallback' : 'model',
    reason,
    reasoning,
    toolFormat,
    stops: isFallback ? marks.filter((mark) => !vocabulary.specialTokens.has(mark)) : [],
    render(turns, { thinking, tools, forcedTool }) {
      const { isInTemplate, argumentsForm } = toolFormat;
      const options = { thinking, tools: isInTemplate ? tools : [], argumentsForm };
      const render = (all: readonly Turn[]) => renderer.render(isInTemplate ? all : tellTools(all, tools), options);
      const last = turns.at(-1);
      if (last?.role !== 'assistant' || last.toolCalls) {
        const started = startAnswer(render(turns), reasoning);
        return forcedTool !== undefined && isPastThought(started, reasoning, thinking)
          ? beginCall(started, forcedTool, toolFormat)
          : started;
      }
      const before = turns.slice(0, -1);
      const asked = before.some((turn) => turn.role === 'user') ? before : [...before, { role: 'user' as const, content: '' }];
      return continueAnswer(render(asked), last, reasoning);
    },
  };
}

function startAnswer(parts: PromptPart[], reasoning: ReasoningFormat): RenderedPrompt {
  const end = parts.at(-1);
  return { parts, start: end?.type === 'template' ? findOutputStart(reasoning, end.text) : 'undecided' };
}

/** The answer begins here: no thought comes before it. */
function isPastThought({ start }: RenderedPrompt, reasoning: ReasoningFormat, thinking: boolean | undefined): boolean {
  if (start !== 'undecided') return start === 'text';
  return reasoning.type === 'marks' && (thinking === false || reasoning.isKnown !== true);
}

function beginCall(prompt: RenderedPrompt, name: string, { opening }: ToolFormat): RenderedPrompt {
  if (!opening) return prompt;
  const [before, after] = opening;
  const call: PromptPart[] = [
    { type: 'template', text: before },
    { type: 'content', text: name },
    { type: 'template', text: after },
  ];
  return { parts: [...prompt.parts, ...call], start: 'text', begunCall: name };
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
