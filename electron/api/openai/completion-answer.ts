/** Answers of POST /v1/completions, whole and in pieces. */
import type { Completion, CompletionChoice } from 'openai/resources/completions';
import type { ChosenToken, FinishReason, Usage } from '../../../shared/generation.ts';
import { type Answer, isBeforeAnswer } from '../run-generation.ts';
import { createId, secondsNow, toFinishReason, toLogprobNumber, toUsage } from './answer-parts.ts';
import { type ChoiceEvent, sumUsage } from './run-choices.ts';

interface Heading {
  model: string;
  version: string;
  /** What stands before each choice's text: its prompt, where it is wanted back. */
  echoes: readonly string[];
  /** Choices of each prompt. */
  n: number;
}

type Piece = Omit<CompletionChoice, 'finish_reason'> & { finish_reason: CompletionChoice['finish_reason'] | null };
/** The clients' type has no word for a piece that is not the last one. */
type Chunk = Omit<Completion, 'choices'> & { choices: Piece[] };

export function toTextCompletion(answers: readonly Answer[], heading: Heading): Completion {
  const usage = sumUsage(
    answers.map((answer) => answer.usage),
    heading.n,
  );
  return {
    ...begin(heading),
    choices: answers.map((answer, index) => ({
      text: (heading.echoes[index] ?? '') + answer.reasoning + answer.text,
      index,
      logprobs: answer.tokens.length > 0 ? toLogprobs(answer.tokens, 0) : null,
      finish_reason: toReason(answer.finishReason),
    })),
    ...(usage && { usage: toUsage(usage) }),
  };
}

export async function* toTextChunks(
  events: AsyncIterable<ChoiceEvent>,
  { includeUsage, ...heading }: Heading & { includeUsage: boolean },
): AsyncGenerator<Chunk, void, undefined> {
  const head = { ...begin(heading), ...(includeUsage && { usage: null as never }) };
  const usages: Usage[] = [];
  const begun = new Set<number>();
  const offsets: number[] = [];
  const piece = (index: number, text: string, more: Partial<Piece> = {}) => ({
    ...head,
    choices: [{ text, index, logprobs: null, finish_reason: null, ...more }],
  });
  for await (const { index, event } of events) {
    if (isBeforeAnswer(event)) continue;
    if (!begun.has(index)) {
      begun.add(index);
      yield piece(index, heading.echoes[index] ?? '');
    }
    if (event.type === 'done') {
      usages[index] = event.usage;
      yield piece(index, '', { finish_reason: toReason(event.finishReason) });
    } else if (event.type === 'text' && event.tokens) {
      const offset = offsets[index] ?? 0;
      offsets[index] = offset + event.tokens.reduce((sum, { text }) => sum + countCharacters(text), 0);
      yield piece(index, event.text, { logprobs: toLogprobs(event.tokens, offset) });
    } else if (event.type === 'text' || event.type === 'reasoning') yield piece(index, event.text);
  }
  const usage = includeUsage ? sumUsage(usages, heading.n) : undefined;
  if (usage) yield { ...head, choices: [], usage: toUsage(usage) };
}

/** `offset`: characters of the choice's text before the first of these tokens. */
function toLogprobs(tokens: readonly ChosenToken[], offset: number): CompletionChoice.Logprobs {
  let place = offset;
  const text_offset = tokens.map(({ text }) => {
    const own = place;
    place += countCharacters(text);
    return own;
  });
  return {
    tokens: tokens.map(({ text }) => text),
    token_logprobs: tokens.map(({ logprob }) => toLogprobNumber(logprob)),
    top_logprobs: tokens.map(({ others }) => Object.fromEntries(others.map(({ text, logprob }) => [text, toLogprobNumber(logprob)]))),
    text_offset,
  };
}

function countCharacters(text: string): number {
  return [...text].length;
}

function toReason(reason: FinishReason): CompletionChoice['finish_reason'] {
  return toFinishReason(reason) === 'length' ? 'length' : 'stop';
}

function begin({ model, version }: Heading) {
  return {
    id: createId('cmpl-'),
    object: 'text_completion' as const,
    created: secondsNow(),
    model,
    system_fingerprint: `alcove-${version}`,
  };
}
