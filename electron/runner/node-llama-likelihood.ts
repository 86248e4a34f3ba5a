/**
 * Probabilities before any sampling. The library tells those after it only, so the raw scores are read in the moment in which the
 * library chooses a token, with a sampler that changes nothing.
 */
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { Likelihood } from './core.ts';

type Pairs = ArrayLike<number>;
type Filter = [tokens: number[], max: boolean, min: boolean, selected: boolean, top: number];
type Sampled = [token: number, probabilities: unknown, confidence: unknown, logits: Pairs | undefined, totalWeight: number | undefined];
type OnDecoded = (batchIndex: number, tokenIndex: number) => Promise<unknown>;

/** What the library does not show. */
interface Inside {
  _decodeTokens?(
    ...rest: [tokens: unknown, logits: unknown, priority: unknown, meter: unknown, shift: unknown, onDecoded: OnDecoded, ...more: unknown[]]
  ): unknown;
  _context?: {
    _ctx?: {
      sampleToken?(
        batchIndex: number,
        sampler: unknown,
        probabilities: boolean,
        confidence: boolean,
        logits: Filter,
        totalWeight: boolean,
      ): Promise<Sampled>;
    };
  };
}
interface ModelInside {
  _model?: unknown;
  _llama?: { _bindings?: { AddonSampler?: new (model: unknown) => { applyConfig(config: unknown): void; dispose(): void } } };
}

/** Reads along on one sequence. Undefined where the library has changed inside. */
export function readLikelihoods(
  sequence: LlamaContextSequence,
  model: LlamaModel,
  others: number,
): { last(): Likelihood | undefined; stop(): void } | undefined {
  const inside = sequence as unknown as Inside;
  const { _model: addonModel, _llama: llama } = model as unknown as ModelInside;
  const context = inside._context?._ctx;
  const Sampler = llama?._bindings?.AddonSampler;
  const decode = inside._decodeTokens;
  if (!decode || !context?.sampleToken || !Sampler || addonModel === undefined) return undefined;
  const plain = new Sampler(addonModel);
  plain.applyConfig({ temperature: 0 });
  const score = (batchIndex: number, filter: Filter) => context.sampleToken?.(batchIndex, plain, false, false, filter, true);
  let last: Likelihood | undefined;

  inside._decodeTokens = function (this: Inside, ...rest) {
    const onDecoded = rest[5];
    rest[5] = async (batchIndex, tokenIndex) => {
      const top = await score(batchIndex, [[], true, false, false, Math.max(1, others)]);
      const chosen = await onDecoded(batchIndex, tokenIndex);
      const token = Number(Array.isArray(chosen) ? chosen[0] : chosen);
      const [, , , own] = (await score(batchIndex, [[token], false, false, false, 0])) ?? [];
      last = top && toLikelihood({ token, top: toPairs(top[3]), own: toPairs(own), totalWeight: top[4] ?? 1, others });
      return chosen;
    };
    return decode.apply(this, rest);
  };
  return {
    last: () => last,
    stop: () => {
      delete inside._decodeTokens;
      plain.dispose();
    },
  };
}

/** `totalWeight` is the sum of exp(logit - largest logit) over the whole vocabulary. */
function toLikelihood(given: {
  token: number;
  top: [number, number][];
  own: [number, number][];
  totalWeight: number;
  others: number;
}): Likelihood {
  const { token, top, own, totalWeight, others } = given;
  const sorted = top.toSorted((a, b) => b[1] - a[1]);
  const largest = sorted[0]?.[1] ?? 0;
  const toLogprob = (logit: number) => Math.min(0, logit - largest - Math.log(totalWeight));
  const ownLogit = own.find(([id]) => id === token)?.[1] ?? Number.NEGATIVE_INFINITY;
  return {
    logprob: Math.max(toLogprob(ownLogit), -9999),
    others: sorted.slice(0, others).map(([id, logit]) => ({ token: id, logprob: toLogprob(logit) })),
  };
}

/** Token and logit in turn. */
function toPairs(list: Pairs | undefined): [number, number][] {
  const pairs: [number, number][] = [];
  for (let index = 0; list && index + 1 < list.length; index += 2) pairs.push([Number(list[index]), Number(list[index + 1])]);
  return pairs;
}
