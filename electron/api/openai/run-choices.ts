/** Several generations for one request, their events as they come. A failure of one ends them all. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenerationRequest, Usage } from '../../../shared/generation.ts';
import type { ApiParts } from '../dialect.ts';
import { generateFor } from '../generate-for.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { type Answer, collectAnswer, type ProgressEvent } from '../run-generation.ts';
import { nameParam, type ParamNames } from './openai-error.ts';
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
  /** For failures of the engine's. */
  names: ParamNames;
  /** Choices of each prompt. Unset: all of them have one prompt. */
  n?: number;
}

/** The same request n times; a given seed is counted on, so that the choices differ and can be had again. */
export function repeatRequest(request: GenerationRequest, n: number): GenerationRequest[] {
  const seed = request.sampling?.seed;
  if (seed === undefined) return Array.from({ length: n }, () => request);
  return Array.from({ length: n }, (_, index) => ({ ...request, sampling: { ...request.sampling, seed: toSeed(seed, index) } }));
}

/** Throws what `generateFor` throws, with the endpoint's names. */
export async function* runChoices(options: RunOptions): AsyncGenerator<ChoiceEvent, void, undefined> {
  const { parts, request, reply, generations, names, n = generations.length } = options;
  const own = new AbortController();
  const signal = AbortSignal.any([leaveSignal(reply), own.signal]);
  const open = (index: number) => {
    return generateFor({ parts, request, reply, signal, generation: generations[index] as GenerationRequest });
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
      if (event.type === 'done') {
        tokens += event.usage.completionTokens + (index % n === 0 ? event.usage.promptTokens : 0);
        if (generations.length > 1) request.logged?.note({ tokens });
      }
      step(index, events);
      yield { index, event };
    }
  } catch (thrown) {
    throw nameParam(thrown, names);
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

/** Every choice's tokens; a prompt counts once, however many choices it has. `n`: choices of each prompt, else all of them have one. */
export function sumUsage(usages: readonly Usage[], n = usages.length): Usage | undefined {
  const [first] = usages;
  if (!first) return undefined;
  const sum = { ...first, promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  for (const [index, usage] of usages.entries()) {
    sum.completionTokens += usage.completionTokens;
    sum.reasoningTokens += usage.reasoningTokens;
    if (index % n !== 0) continue;
    sum.promptTokens += usage.promptTokens;
    sum.cachedTokens += usage.cachedTokens;
  }
  return sum;
}
