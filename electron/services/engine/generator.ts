import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';

/**
 * Something that generates. It yields exactly one `done` or one `error` as its last event, and throws nothing that an AppError
 * code can say. After the signal aborts, `done` with finishReason `cancelled` follows with the numbers so far.
 */
export interface Generator {
  generate(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent>;
}

/** What else a model does for programs. Names and loading are as in `generate`; all throw AppError. */
export interface TextTools {
  tokenize(wish: { model: string; text: string; hasControlTokens?: boolean }, signal: AbortSignal): Promise<{ tokens: number[] }>;
  /** Throws request.invalid for a number that is no token of this model. */
  detokenize(wish: { model: string; tokens: number[] }, signal: AbortSignal): Promise<{ text: string }>;
  /** Tokens of the whole prompt as the model would read it, tools included. */
  countPrompt(request: GenerationRequest, signal: AbortSignal): Promise<{ tokens: number }>;
  /** Vectors as the model gives them (not normalized), and the tokens of each input. Throws model.unable for a model that has none. */
  embed(
    wish: { model: string; inputs: (string | number[])[]; keepLoadedSeconds?: number },
    signal: AbortSignal,
  ): Promise<{ modelId: string; vectors: Float32Array[]; tokens: number[] }>;
}
