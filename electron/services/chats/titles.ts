/** A conversation's own title: first the question's first words, then a short one from the model when that is good enough. */
import type { GenerationRequest, Turn } from '../../../shared/generation.ts';
import type { Generator } from '../engine/generator.ts';

const cutLength = 48;
const cutLengthWide = 20;
const maxModelTitleTokens = 24;

const isWide = (text: string) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text);

/** The first words of a question without Markdown, code blocks and line breaks; empty when nothing readable is left. */
export function cutTitle(question: string): string {
  const plain = question
    .slice(0, 2000)
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[\s>#*+-]+|[*_`~]+/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  const text =
    plain === ''
      ? question
          .slice(0, 2000)
          .replace(/[`\s]+/g, ' ')
          .trim()
      : plain;
  const characters = [...text];
  const limit = isWide(text) ? cutLengthWide : cutLength;
  if (characters.length <= limit) return text.replace(/[.。]$/, '');
  const cut = characters.slice(0, limit).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > limit / 2 ? cut.slice(0, lastSpace) : cut).replace(/[\s,.;:，。；：]+$/, '')}…`;
}

/** Undefined when what the model said is no title. */
export function cleanModelTitle(answer: string): string | undefined {
  const line = answer.trim().split('\n')[0] ?? '';
  const title = line
    .replace(/^[\s#*_>-]+/, '')
    .replace(/^(?:title|标题)\s*[:：]\s*/i, '')
    .replace(/^["'“”‘’「『《*_`\s]+|["'“”‘’」』》*_`\s]+$/g, '')
    .replace(/[.。]$/, '')
    .trim();
  const words = title.split(/\s+/).length;
  const characters = [...title].length;
  const isPoor =
    !/\p{L}/u.test(title) ||
    characters < 2 ||
    characters > (isWide(title) ? 24 : 60) ||
    words > 9 ||
    /[.!?。！？]\s*\S/u.test(title) ||
    /[!！:：,，]$/.test(title) ||
    /^(?:sure|here|certainly|of course|okay|ok|yes|no|i|i'm|i’m|as an|sorry|hello|hi|the title|this conversation)\b/i.test(title) ||
    /^(?:当然|好的|抱歉|以下是|这是|我是|我可以)/.test(title) ||
    /^\d+[.)]/.test(title) ||
    /\b(?:title|conversation)\b|标题/i.test(title);
  return isPoor ? undefined : title;
}

interface TitleOptions {
  generator: Generator;
  model: string;
  /** The conversation so far: the model's state for it is still there, so that only the wish for a title is read anew. */
  turns: Turn[];
  signal: AbortSignal;
}

export type TitleAnswer = { type: 'title'; title: string } | { type: 'poor' } | { type: 'cancelled' };

/** Asks the model that has just answered. Ends at once when the signal aborts. */
export async function askForTitle({ generator, model, turns, signal }: TitleOptions): Promise<TitleAnswer> {
  const question = turns.find((turn) => turn.role === 'user')?.content ?? '';
  const wish = isWide(question)
    ? '用不超过十个字给上面的对话起一个标题，只回答标题。'
    : 'Write a title of at most five words for this conversation, in its language. Reply with the title only.';
  const request: GenerationRequest = {
    model,
    turns: [...turns, { role: 'user', content: wish }],
    sampling: { temperature: 0, maxTokens: maxModelTitleTokens, stop: ['\n\n'] },
    thinking: false,
  };
  let text = '';
  for await (const event of generator.generate(request, signal)) {
    if (signal.aborted) return { type: 'cancelled' };
    if (event.type === 'text') text += event.text;
    if (event.type === 'error') return { type: 'poor' };
    if (event.type === 'done' && event.finishReason !== 'stop' && event.finishReason !== 'stop-string') {
      return event.finishReason === 'cancelled' ? { type: 'cancelled' } : { type: 'poor' };
    }
  }
  const title = cleanModelTitle(text);
  return title === undefined ? { type: 'poor' } : { type: 'title', title };
}
