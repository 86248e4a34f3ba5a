import type { Sampling } from '../../../shared/sampling.ts';

/** The sampling values that are one number. */
export type NumberKey = {
  [Key in keyof Sampling]-?: Sampling[Key] extends number ? Key : never;
}[keyof Sampling];

export interface SamplingField {
  key: NumberKey;
  /** The track; the number field goes up to `limits`. */
  min: number;
  max: number;
  step: number;
  limits: { min: number; max: number };
  hasHint?: boolean;
}

/** Those that are changed often, always in sight. */
export const mainFields: readonly SamplingField[] = [
  { key: 'temperature', min: 0, max: 2, step: 0.05, limits: { min: 0, max: 10 }, hasHint: true },
  { key: 'topP', min: 0, max: 1, step: 0.01, limits: { min: 0, max: 1 } },
  { key: 'topK', min: 0, max: 100, step: 1, limits: { min: 0, max: 100_000 } },
  { key: 'minP', min: 0, max: 1, step: 0.01, limits: { min: 0, max: 1 } },
  { key: 'repeatPenalty', min: 1, max: 1.5, step: 0.01, limits: { min: 0.1, max: 10 } },
];

/** The rest, in the order of its groups. */
export const moreFields: readonly SamplingField[] = [
  { key: 'repeatLastTokens', min: 0, max: 512, step: 1, limits: { min: 0, max: 1_000_000 } },
  { key: 'frequencyPenalty', min: -2, max: 2, step: 0.05, limits: { min: -2, max: 2 } },
  { key: 'presencePenalty', min: -2, max: 2, step: 0.05, limits: { min: -2, max: 2 } },
  { key: 'xtcProbability', min: 0, max: 1, step: 0.01, limits: { min: 0, max: 1 }, hasHint: true },
  { key: 'xtcThreshold', min: 0, max: 0.5, step: 0.01, limits: { min: 0, max: 1 } },
  { key: 'dryMultiplier', min: 0, max: 2, step: 0.05, limits: { min: 0, max: 100 }, hasHint: true },
  { key: 'dryBase', min: 1, max: 4, step: 0.05, limits: { min: 1, max: 10 } },
  { key: 'dryAllowedLength', min: 1, max: 20, step: 1, limits: { min: 1, max: 1000 } },
  { key: 'dryLastTokens', min: 0, max: 4096, step: 1, limits: { min: 0, max: 1_000_000 } },
];
