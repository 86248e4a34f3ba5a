/** How the next token is chosen. Pure values, so that the page can use the ranges and defaults at run time. */
export interface Sampling {
  /** 0 is greedy. */
  temperature: number;
  /** Keep the k most likely tokens; 0 keeps all. */
  topK: number;
  /** Nucleus sampling: keep the most likely tokens whose probabilities sum to p; 1 keeps all. */
  topP: number;
  /** Drop tokens less likely than this share of the likeliest one; 0 drops none. */
  minP: number;
  /** Divides the logits of tokens seen within repeatLastTokens; 1 is off. */
  repeatPenalty: number;
  repeatLastTokens: number;
  frequencyPenalty: number;
  presencePenalty: number;
  /** Exclude Top Choices: the chance that all but the least likely token above the threshold are dropped; 0 is off. */
  xtcProbability: number;
  xtcThreshold: number;
  /** "Don't Repeat Yourself" penalty on repeated sequences; 0 is off. */
  dryMultiplier: number;
  dryBase: number;
  dryAllowedLength: number;
  dryLastTokens: number;
  drySequenceBreakers: string[];
  /** Same seed, same text (same model, settings and machine). Random when unset. */
  seed?: number | undefined;
  /** The answer ends before any of these texts. */
  stop: string[];
  /** Most tokens of one answer; unset: as many as the context holds. */
  maxTokens?: number | undefined;
  /** Token id (as text) to what is added to its logit; -100 or less bans it. */
  logitBias: Record<string, number>;
}

export const defaultSampling: Sampling = {
  temperature: 0.7,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  repeatLastTokens: 64,
  frequencyPenalty: 0,
  presencePenalty: 0,
  xtcProbability: 0,
  xtcThreshold: 0.1,
  dryMultiplier: 0,
  dryBase: 1.75,
  dryAllowedLength: 2,
  dryLastTokens: 512,
  drySequenceBreakers: ['\n', ':', '"', '*'],
  stop: [],
  logitBias: {},
};

/** What suits the starter model (resources/starter, from its own training notes). */
export const starterSampling: Partial<Sampling> = {
  temperature: 0.3,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  repeatLastTokens: 64,
};
