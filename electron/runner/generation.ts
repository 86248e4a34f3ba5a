/** Answers one request: prompt, slot, prefill, tokens, and what happens when the context is full. */
import { randomInt } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { FinishReason, GenerationEvent } from '../../shared/generation.ts';
import { Answer } from './answer.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Core, Sequence } from './core.ts';
import { fitPrompt, type Prompt } from './prompt.ts';
import type { RunnerRequest } from './protocol.ts';
import type { Slots } from './slots.ts';

interface GenerationOptions {
  core: Core;
  template: ChatTemplate;
  slots: Slots;
  request: RunnerRequest;
  signal: AbortSignal;
  emit(event: GenerationEvent): void;
}

const seedLimit = 2 ** 32;
/** Of the context, what dropping old turns leaves for the answer. */
const answerShare = 0.25;

/** Emits the events of one answer, `done` or `error` last. */
export async function generate(options: GenerationOptions): Promise<void> {
  const { emit } = options;
  try {
    await answer(options);
  } catch (error) {
    if (error instanceof AppError) emit({ type: 'error', error: error.toWire() });
    else emit({ type: 'error', error: { code: 'engine.crashed', data: { cause: 'exit', log: String(error) } } });
  }
}

async function answer({ core, template, slots, request, signal, emit }: GenerationOptions): Promise<void> {
  const { vocabulary, contextLength } = core;
  if (core.sequences.length === 0) throw new AppError('model.unable', 'This model makes vectors only.', { data: { ability: 'generate' } });
  const { sampling, turns, prompt: raw, tools, toolChoice, thinking, overflow } = request;
  const seed = sampling.seed ?? randomInt(seedLimit);
  const reservedTokens = Math.min(sampling.maxTokens ?? contextLength, Math.floor(contextLength * answerShare));
  const fitTurns = (limits: { taken: number; leastDropped: number }): Prompt => {
    const room = { contextLength: contextLength - limits.taken, reservedTokens, leastDropped: limits.leastDropped };
    return fitPrompt({ turns, raw, tools, toolChoice, thinking, template, vocabulary, overflow, ...room });
  };
  let prompt = fitTurns({ taken: 0, leastDropped: 0 });
  if (prompt.droppedTurns > 0) emit({ type: 'dropped', turns: prompt.droppedTurns });

  const written = new Answer({ prompt, template, core, request, emit });
  const slot = await slots
    .acquire({ tokens: prompt.tokens, client: request.client, signal, onPosition: (position) => emit({ type: 'queued', position }) })
    .catch(ignoreAbort(signal));
  if (slot === undefined) return written.end('cancelled', { cachedTokens: 0, contextLength, seed });

  let cachedTokens: number | undefined;
  let finishReason: FinishReason = 'context';
  try {
    for (;;) {
      const others = request.logprobs;
      const result = await write(slot.sequence, {
        ...prompt,
        written,
        sampling: { ...sampling, seed },
        others,
        contextLength,
        signal,
        emit,
      });
      cachedTokens ??= result.cachedTokens;
      finishReason = result.finishReason;
      if (finishReason !== 'context' || overflow === 'stop') break;
      const shorter = tryFit(() => fitTurns({ taken: written.tokens.length, leastDropped: prompt.droppedTurns }));
      if (shorter === undefined || shorter.droppedTurns <= prompt.droppedTurns) break;
      prompt = shorter;
      emit({ type: 'dropped', turns: prompt.droppedTurns });
    }
  } finally {
    slots.release(slot);
  }
  written.end(finishReason, { cachedTokens: cachedTokens ?? 0, contextLength, seed });
}

interface WriteOptions {
  tokens: readonly number[];
  written: Answer;
  sampling: RunnerRequest['sampling'] & { seed: number };
  others: number | undefined;
  contextLength: number;
  signal: AbortSignal;
  emit(event: GenerationEvent): void;
}

/** Brings the prompt and what was written so far into the state, then goes on until something ends it. */
async function write(
  sequence: Sequence,
  { tokens: prompt, written, sampling, others, contextLength, signal, emit }: WriteOptions,
): Promise<{ cachedTokens: number; finishReason: FinishReason }> {
  const tokens = [...prompt, ...written.tokens];
  const total = tokens.length;
  const firstWritten = written.tokens.length;
  // The last token is read together with the choice of the next one.
  const before = tokens.slice(0, -1);
  const cachedTokens = await sequence.keepPrefix(before);
  const onProgress = (added: number) => emit({ type: 'prompt', processed: cachedTokens + added, total });
  onProgress(0);
  try {
    await sequence.prefill(before.slice(cachedTokens), { signal, onProgress });
  } catch (error) {
    ignoreAbort(signal)(error);
    return { cachedTokens, finishReason: 'cancelled' };
  }
  if (firstWritten === 0) written.promptIsRead();
  let finishReason: FinishReason | undefined;
  await sequence.nextTokens(tokens[total - 1] ?? 0, {
    sampling,
    recentTokens: (count) => written.recentTokens(count),
    grammar: () => written.grammar(),
    others,
    onToken: (token, likelihood) => {
      if (!written.add(token, likelihood)) finishReason = written.finishReason;
      else if (signal.aborted) finishReason = 'cancelled';
      else if (prompt.length + written.tokens.length >= contextLength) finishReason = 'context';
      return finishReason === undefined;
    },
  });
  return { cachedTokens, finishReason: finishReason ?? 'stop' };
}

function ignoreAbort(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

function tryFit(build: () => Prompt): Prompt | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof AppError && error.code === 'context.exceeded') return undefined;
    throw error;
  }
}
