/** The parameters that several endpoints share: OpenAI's own within their documented ranges, then those that local servers have added. */
import { z } from 'zod';
import type { SamplingOverrides } from '../../../shared/generation.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';

const seeds = 2 ** 32;
/** What local servers write as -1: everything there is. */
const wholeContext = 1_000_000;
const count = z.number().int().min(-1).max(wholeContext).nullish();

const stopString = z.string().min(1).max(1000);

export const penaltyParameters = {
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z.record(z.string().regex(/^\d{1,9}$/, 'must be the number of a token'), z.number().min(-100).max(100)).nullish(),
  /** 64 bits at OpenAI; what a double cannot hold of them is lost when JSON is read. */
  seed: z.number().refine(Number.isInteger, 'must be a whole number').nullish(),
  stop: z.union([stopString, z.array(stopString).max(16)]).nullish(),
};

export const nucleusParameters = {
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
};

/** By the names that llama.cpp, vLLM and LM Studio gave them. */
export const localParameters = {
  top_k: z.number().int().min(-1).max(100_000).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  repeat_penalty: z.number().min(0.1).max(10).nullish(),
  repetition_penalty: z.number().min(0.1).max(10).nullish(),
  repeat_last_n: count,
  xtc_probability: z.number().min(0).max(1).nullish(),
  xtc_threshold: z.number().min(0).max(1).nullish(),
  dry_multiplier: z.number().min(0).max(100).nullish(),
  dry_base: z.number().min(1).max(10).nullish(),
  dry_allowed_length: z.number().int().min(1).max(1000).nullish(),
  dry_penalty_last_n: count,
  dry_sequence_breakers: z.array(z.string().min(1).max(100)).max(50).nullish(),
  /** How long the model stays loaded afterwards, in seconds. */
  ttl: z.number().int().min(-1).max(1e9).nullish(),
};

/** Tokens to write; local servers write -1 for as many as fit. */
export const tokenLimit = z
  .number()
  .int()
  .min(-1)
  .max(1_000_000)
  .refine((value) => value !== 0, { message: 'must be at least 1' })
  .nullish();

const everything = z.object({ ...penaltyParameters, ...nucleusParameters, ...localParameters });
type Parameters = Partial<z.output<typeof everything>>;

export function toSampling(given: Parameters, maxTokens: number | null | undefined): SamplingOverrides {
  return withoutUndefined({
    temperature: given.temperature ?? undefined,
    topP: given.top_p ?? undefined,
    topK: given.top_k == null ? undefined : Math.max(0, given.top_k),
    minP: given.min_p ?? undefined,
    repeatPenalty: given.repeat_penalty ?? given.repetition_penalty ?? undefined,
    repeatLastTokens: toCount(given.repeat_last_n),
    frequencyPenalty: given.frequency_penalty ?? undefined,
    presencePenalty: given.presence_penalty ?? undefined,
    xtcProbability: given.xtc_probability ?? undefined,
    xtcThreshold: given.xtc_threshold ?? undefined,
    dryMultiplier: given.dry_multiplier ?? undefined,
    dryBase: given.dry_base ?? undefined,
    dryAllowedLength: given.dry_allowed_length ?? undefined,
    dryLastTokens: toCount(given.dry_penalty_last_n),
    drySequenceBreakers: given.dry_sequence_breakers ?? undefined,
    seed: given.seed == null ? undefined : toSeed(given.seed),
    stop: given.stop == null ? undefined : [given.stop].flat(),
    maxTokens: maxTokens == null || maxTokens < 0 ? undefined : maxTokens,
    logitBias: given.logit_bias ?? undefined,
  });
}

/** OpenAI's seeds have 64 bits and may be negative. The offset tells the choices of one request apart. */
export function toSeed(seed: number, offset = 0): number {
  return ((Math.trunc(seed) % seeds) + seeds + offset) % seeds;
}

function toCount(value: number | null | undefined): number | undefined {
  return value == null ? undefined : value < 0 ? wholeContext : value;
}
