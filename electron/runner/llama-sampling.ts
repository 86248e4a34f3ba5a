/** Sampling as node-llama-cpp takes it. Every value is given, because its own defaults (top-k 40, top-p 0.95) stay hidden otherwise. */
import { type LlamaModel, type SequenceEvaluateOptions, type Token, TokenBias } from 'node-llama-cpp';
import type { Sampling } from '../../shared/sampling.ts';

/** A logit bias of this or less means never, as in OpenAI's API. */
const banBias = -100;
/** llama.cpp takes this one for "any" (LLAMA_DEFAULT_SEED), which would not repeat. */
const randomSeed = 2 ** 32 - 1;

export function toEvaluateOptions(
  model: LlamaModel,
  sampling: Sampling & { seed: number },
  recentTokens: (count: number) => number[],
): SequenceEvaluateOptions {
  const { temperature, topK, topP, minP } = sampling;
  return {
    temperature,
    topK,
    topP,
    minP,
    seed: Math.min(sampling.seed, randomSeed - 1),
    ...(sampling.xtcProbability > 0 && { xtc: { probability: sampling.xtcProbability, threshold: sampling.xtcThreshold } }),
    ...repeatPenalty(sampling, recentTokens),
    ...dryPenalty(sampling),
    ...tokenBias(model, sampling.logitBias),
  };
}

function repeatPenalty(sampling: Sampling, recentTokens: (count: number) => number[]): Pick<SequenceEvaluateOptions, 'repeatPenalty'> {
  const { repeatPenalty, repeatLastTokens, frequencyPenalty, presencePenalty } = sampling;
  const isRepeatOn = repeatPenalty !== 1 && repeatLastTokens > 0;
  if (!isRepeatOn && frequencyPenalty === 0 && presencePenalty === 0) return {};
  // Frequency and presence count over the same window; without one, over a window that holds a whole answer.
  const window = repeatLastTokens > 0 ? repeatLastTokens : 4096;
  return {
    repeatPenalty: {
      punishTokens: () => recentTokens(window) as Token[],
      maxPunishTokens: window,
      penalty: isRepeatOn ? repeatPenalty : 1,
      frequencyPenalty,
      presencePenalty,
    },
  };
}

/** Without an explicit `lastTokens` the library passes -1, which llama.cpp reads as off. */
function dryPenalty(sampling: Sampling): Pick<SequenceEvaluateOptions, 'dryRepeatPenalty'> {
  if (sampling.dryMultiplier === 0 || sampling.dryLastTokens === 0) return {};
  return {
    dryRepeatPenalty: {
      strength: sampling.dryMultiplier,
      base: sampling.dryBase,
      allowedLength: sampling.dryAllowedLength,
      lastTokens: sampling.dryLastTokens,
      sequenceBreakers: sampling.drySequenceBreakers,
    },
  };
}

function tokenBias(model: LlamaModel, logitBias: Record<string, number>): Pick<SequenceEvaluateOptions, 'tokenBias'> {
  const entries = Object.entries(logitBias);
  if (entries.length === 0) return {};
  const bias = TokenBias.for(model);
  for (const [token, logit] of entries) bias.set(Number(token) as Token, logit <= banBias ? 'never' : { logit });
  return { tokenBias: bias };
}
