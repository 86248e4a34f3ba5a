/** From turns to the tokens that the model reads, within what its context holds. */
import { AppError } from '../../shared/errors.ts';
import type { GenerationRequest, OverflowPolicy, ToolChoice, Turn } from '../../shared/generation.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { SpecialToken, Vocabulary } from './core.ts';
import type { RunnerTool } from './protocol.ts';
import type { OutputStart } from './reasoning.ts';
import type { PromptPart } from './template-renderer.ts';

export interface Prompt {
  tokens: number[];
  start: OutputStart;
  /** The tool whose call the prompt has begun. */
  begunCall?: string;
  /** The oldest turns that were left out. */
  droppedTurns: number;
}

interface PromptOptions {
  turns: readonly Turn[];
  /** In place of turns. */
  raw?: GenerationRequest['prompt'];
  thinking: boolean | undefined;
  tools?: readonly RunnerTool[];
  toolChoice?: ToolChoice;
  template: ChatTemplate;
  vocabulary: Vocabulary;
}

/** Throws AppError request.invalid when the template refuses the turns, model.unable when it cannot write between two texts. */
export function buildPrompt({
  turns,
  raw,
  thinking,
  tools = [],
  toolChoice,
  template,
  vocabulary,
}: PromptOptions): Omit<Prompt, 'droppedTurns'> {
  if (raw) return { tokens: tokenizeRaw(raw, vocabulary), start: 'text' };
  try {
    const isForced = toolChoice === 'required' || typeof toolChoice === 'object';
    const forcedTool = isForced && tools.length === 1 ? tools[0]?.name : undefined;
    const { parts, ...rest } = template.render(turns, { thinking, tools, forcedTool });
    return { tokens: tokenizeParts(parts, vocabulary), ...rest };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('request.invalid', 'The chat template refuses these turns.', { data: { reason }, cause: error });
  }
}

/** Control tokens in it are meant as such. With a suffix: the order that models for code are trained with, suffix before the gap. */
function tokenizeRaw({ text, suffix }: NonNullable<PromptOptions['raw']>, vocabulary: Vocabulary): number[] {
  const before = tokenizeParts([{ type: 'template', text }], vocabulary);
  if (suffix === undefined || suffix === '') return before;
  const { infill, firstToken } = vocabulary;
  if (!infill) throw new AppError('model.unable', 'This model cannot write between two texts.', { data: { ability: 'suffix' } });
  const after = vocabulary.tokenize(suffix);
  const start = firstToken === undefined ? [] : [firstToken];
  const inside = firstToken !== undefined && before[0] === firstToken ? before.slice(1) : before;
  return [...start, infill.prefix, ...inside, infill.suffix, ...after, infill.middle];
}

/**
 * The prompt for as many of the newest turns as leave `reservedTokens` free; system turns are always kept. With the policy stop
 * all turns must fit. Throws AppError context.exceeded when they do not, or when the newest turn alone does not.
 */
export function fitPrompt(
  options: PromptOptions & { contextLength: number; overflow: OverflowPolicy; reservedTokens: number; leastDropped?: number },
): Prompt {
  const { turns, contextLength, overflow } = options;
  const build = (dropped: number): Prompt => ({ ...buildPrompt({ ...options, turns: dropOldest(turns, dropped) }), droppedTurns: dropped });
  // The first token of an answer needs a place too.
  const limit = contextLength - 1;
  const leastDropped = options.leastDropped ?? 0;
  const whole = build(leastDropped);
  if (whole.tokens.length <= (overflow === 'stop' ? limit : limit - options.reservedTokens)) return whole;
  const fallback = overflow === 'stop' ? undefined : findFit(build, listCuts(turns), limit, options);
  if (fallback !== undefined) return fallback;
  if (whole.tokens.length <= limit && leastDropped === 0) return whole;
  throw new AppError('context.exceeded', 'The conversation is longer than the context of the model.', {
    data: { promptTokens: whole.tokens.length, contextLength },
  });
}

/** The fewest dropped turns with which the prompt fits; where not even the most leave the reserve, those if they fit at all. */
function findFit(
  build: (dropped: number) => Prompt,
  allCuts: readonly number[],
  limit: number,
  { reservedTokens, leastDropped = 0 }: { reservedTokens: number; leastDropped?: number },
): Prompt | undefined {
  const cuts = allCuts.filter((cut) => cut > leastDropped);
  let low = 0;
  let high = cuts.length - 1;
  let best: Prompt | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const prompt = build(cuts[middle] ?? 0);
    if (prompt.tokens.length <= limit - reservedTokens) {
      best = prompt;
      high = middle - 1;
    } else {
      if (middle === cuts.length - 1 && prompt.tokens.length <= limit) best = prompt;
      low = middle + 1;
    }
  }
  return best;
}

/** How many turns may go so that what is left begins with a user's turn and keeps the newest one. */
function listCuts(turns: readonly Turn[]): number[] {
  const spoken = turns.filter((turn) => turn.role !== 'system');
  return spoken.flatMap((turn, index) => (index > 0 && turn.role === 'user' ? [index] : []));
}

function dropOldest(turns: readonly Turn[], count: number): Turn[] {
  let left = count;
  return turns.filter((turn) => turn.role === 'system' || left-- <= 0);
}

/** Control tokens come from the template's parts only; neighbouring plain text is joined first, as one text is tokenized differently from two. */
export function tokenizeParts(parts: readonly PromptPart[], vocabulary: Vocabulary): number[] {
  const tokens: number[] = [];
  let plain = '';
  const endPlain = (takesSpaces = false) => {
    // One by one: a long text has more tokens than a call takes arguments.
    for (const token of vocabulary.tokenize(takesSpaces ? plain.trimEnd() : plain)) tokens.push(token);
    plain = '';
  };
  let skipsSpaces = false;
  // A template says the same between all turns.
  const known = new Map<string, (string | SpecialToken)[]>();
  const splitOnce = (text: string) => {
    const pieces = known.get(text) ?? splitAtSpecialTokens(text, vocabulary);
    known.set(text, pieces);
    return pieces;
  };
  const addPlain = (text: string) => {
    plain += skipsSpaces ? text.trimStart() : text;
    skipsSpaces = skipsSpaces && plain === '';
  };
  for (const part of parts) {
    const pieces = part.type === 'content' ? [part.text] : splitOnce(part.text);
    for (const piece of pieces) {
      if (typeof piece === 'string') addPlain(piece);
      else {
        endPlain(piece.takesSpacesBefore);
        tokens.push(piece.id);
        skipsSpaces = piece.takesSpacesAfter;
      }
    }
  }
  endPlain();
  const { firstToken } = vocabulary;
  return firstToken === undefined || tokens[0] === firstToken ? tokens : [firstToken, ...tokens];
}

function splitAtSpecialTokens(text: string, vocabulary: Vocabulary): (string | SpecialToken)[] {
  const found = [...vocabulary.specialTokens.keys()].filter((special) => text.includes(special));
  if (found.length === 0) return [text];
  // The longest first, where one begins like another.
  const pattern = found.sort((a, b) => b.length - a.length).map(escapePattern);
  return text
    .split(new RegExp(`(${pattern.join('|')})`))
    .filter((piece) => piece !== '')
    .map((piece) => vocabulary.specialTokens.get(piece) ?? piece);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
