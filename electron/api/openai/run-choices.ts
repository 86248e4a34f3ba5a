/** Several generations for one request, their events as they come. A failure of one ends them all. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenerationRequest, Usage } from '../../../shared/generation.ts';
import type { ApiParts } from '../dialect.ts';
import { ApiError } from '../http/api-error.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { type Answer, collectAnswer, type ProgressEvent, runGeneration } from '../run-generation.ts';
import { toSeed } from './sampling-parameters.ts';

/** As many as a model has slots at most; the others wait here and not in the engine's queue, which other programs need too. */
const mostAtOnce = 4;

export interface ChoiceEvent {
  index: number;
  event: ProgressEvent;
}

interface RunOptions {
  parts: Pick<ApiParts, 'engine'>;
  request: FastifyRequest;
  reply: FastifyReply;
  generations: readonly GenerationRequest[];
}

/** The same request n times; a given seed is counted on, so that the choices differ and can be had again. */
export function repeatRequest(request: GenerationRequest, n: number): GenerationRequest[] {
  const seed = request.sampling?.seed;
  if (seed === undefined) return Array.from({ length: n }, () => request);
  return Array.from({ length: n }, (_, index) => ({ ...request, sampling: { ...request.sampling, seed: toSeed(seed, index) } }));
}

/** Throws ApiError. Sets `x-queue-position` where the first generation has to wait, as long as no header was sent. */
export async function* runChoices({ parts, request, reply, generations }: RunOptions): AsyncGenerator<ChoiceEvent, void, undefined> {
  const left = leaveSignal(reply);
  const own = new AbortController();
  const signal = AbortSignal.any([left, own.signal]);
  const open = (index: number) => {
    const generation = { ...(generations[index] as GenerationRequest), client: request.client };
    return runGeneration({ parts, request: generation, logged: request.logged, signal });
  };
  const running = new Map<number, { events: ReturnType<typeof open>; next: Promise<ChoiceEvent | { index: number; event: undefined }> }>();
  const step = (index: number, events: ReturnType<typeof open>) => {
    const next = events.next().then((result) => ({ index, event: result.done ? undefined : result.value }));
    next.catch(() => {});
    running.set(index, { events, next });
  };
  let [begun, tokens] = [0, 0];
  try {
    while (begun < generations.length && begun < mostAtOnce) step(begun, open(begun++));
    while (running.size > 0) {
      const { index, event } = await Promise.race([...running.values()].map(({ next }) => next));
      const events = running.get(index)?.events;
      if (event === undefined || !events) {
        running.delete(index);
        if (begun < generations.length) step(begun, open(begun++));
        continue;
      }
      if (event.type === 'queued' && !reply.raw.headersSent && !reply.hasHeader('x-queue-position'))
        reply.header('x-queue-position', String(event.position));
      if (event.type === 'done') {
        if (event.finishReason === 'cancelled' && !left.aborted) throw stopped();
        tokens += event.usage.completionTokens + (index === 0 ? event.usage.promptTokens : 0);
        if (generations.length > 1) request.logged?.note({ tokens });
      }
      step(index, events);
      yield { index, event };
    }
  } finally {
    own.abort();
    await Promise.allSettled([...running.values()].map(({ events }) => events.return()));
  }
}

/** Waits for all of them, in the order of the requests. */
export async function collectChoices(choices: AsyncIterable<ChoiceEvent>, count: number): Promise<Answer[]> {
  const events: ProgressEvent[][] = Array.from({ length: count }, () => []);
  for await (const { index, event } of choices) events[index]?.push(event);
  return Promise.all(events.map((some) => collectAnswer(each(some))));
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** Every choice's tokens; a prompt counts once, however many choices it has. `promptOf` says which prompt a choice belongs to. */
export function sumUsage(usages: readonly (Usage | undefined)[], promptOf: (index: number) => number = () => 0): Usage | undefined {
  let sum: Usage | undefined;
  const prompts = new Set<number>();
  for (const [index, usage] of usages.entries()) {
    if (!usage) continue;
    sum ??= { ...usage, promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
    sum.completionTokens += usage.completionTokens;
    sum.reasoningTokens += usage.reasoningTokens;
    if (prompts.has(promptOf(index))) continue;
    prompts.add(promptOf(index));
    sum.promptTokens += usage.promptTokens;
    sum.cachedTokens += usage.cachedTokens;
  }
  return sum;
}

function stopped(): ApiError {
  return new ApiError('unavailable', 'The answer was stopped on this computer, or its model was unloaded.');
}
