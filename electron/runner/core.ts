/**
 * What the runner needs from an engine, and nothing of any engine's own types: load, tokenize, prefill a sequence, next tokens of
 * a sequence under given sampling, keep and restore state. How steps of several sequences are joined into batches is the core's
 * own matter.
 */
import type { Sampling } from '../../shared/sampling.ts';
import type { RunnerLoadOptions, RunnerModelInfo } from './protocol.ts';

/** A token that is more than its text. */
export interface SpecialToken {
  id: number;
  text: string;
  /** Spaces before or after it belong to it. */
  takesSpacesBefore: boolean;
  takesSpacesAfter: boolean;
}

export interface Vocabulary {
  /** Number of tokens. */
  readonly size: number;
  /** Text as plain text: what looks like a control token in it stays text. */
  tokenize(text: string): number[];
  /** Text of `tokens`; `previous` are the tokens before them. Bytes of an unfinished character come as U+FFFD. */
  detokenize(tokens: readonly number[], previous: readonly number[]): string;
  /** The model ends its turn with this token. */
  isEndOfTurn(token: number): boolean;
  /** A token that control the conversation and has no text of its own. */
  isControl(token: number): boolean;
  /** Every special token by its text. */
  readonly specialTokens: ReadonlyMap<string, SpecialToken>;
  /** A prompt begins with this token, whether the template writes it or not. */
  readonly firstToken: number | undefined;
  /** Tokens around the gap of a text, for models that can fill one. */
  readonly infill: { prefix: number; suffix: number; middle: number } | undefined;
  /** The bytes that a token stands for; a character may be cut. */
  bytesOf(token: number): Uint8Array;
  readonly beginText: string;
  readonly endText: string;
}

/** One conversation's state in the model. Only one call at a time. */
export interface Sequence {
  /** Tokens in the state. */
  readonly tokens: readonly number[];
  /** Forgets all state that does not match the beginning of `tokens`; returns how many of them are still there. */
  keepPrefix(tokens: readonly number[]): Promise<number>;
  /** Adds tokens in chunks; between chunks other sequences go on and the signal is looked at. Throws the signal's reason. */
  prefill(tokens: readonly number[], options: { signal: AbortSignal; onProgress(added: number): void }): Promise<void>;
  /** Adds `last`, then chooses token after token until `onToken` returns false. The token chosen last is not in the state. */
  nextTokens(last: number, options: NextTokensOptions): Promise<void>;
  /** Writes the state to a file that `restoreState` of the same model accepts. */
  keepState(file: string): Promise<void>;
  /** Replaces the state by a kept one. Throws when the file is not exactly what was written. */
  restoreState(file: string): Promise<void>;
}

export interface NextTokensOptions {
  sampling: Sampling & { seed: number };
  /** The tokens that count as repeated, newest last; asked before every choice. */
  recentTokens(count: number): number[];
  /** What holds the next token; asked before every choice. */
  grammar?(): Grammar | undefined;
  /** Set: every token comes with its probability and those of so many others. */
  others?: number | undefined;
  onToken(token: number, likelihood?: Likelihood): boolean;
}

/** Natural logarithms of probabilities, before sampling changes anything. */
export interface Likelihood {
  logprob: number;
  others: { token: number; logprob: number }[];
}

/** How far a text has come within a grammar. */
export interface Grammar {
  /** Goes on with a token; false when the grammar does not allow it, and then it is of no use any more. */
  accept(token: number): boolean;
}

/** Reads a template once and renders it any number of times. Both throw for what it does not understand. */
export type TemplateReader = (source: string) => (values: Record<string, unknown>) => string;

export interface Embeddings {
  vectors: Float32Array[];
  /** Of each input, with those that the model wants around it. */
  tokens: number[];
}

export interface Core {
  readonly vocabulary: Vocabulary;
  /** The chat template in the model's file. */
  readonly chatTemplate: string | undefined;
  /** The engine's own template reader, where it has one. */
  readonly readTemplate: TemplateReader | undefined;
  /** Tokens per sequence; of a model that only makes vectors, of each input. */
  readonly contextLength: number;
  /** None: the model makes vectors and writes nothing. */
  readonly sequences: readonly Sequence[];
  /** Of weights, KV cache and compute buffers, in bytes; `occupied` is what unloading gives back. */
  readonly memoryBytes: number;
  readonly occupied: RunnerModelInfo['occupied'];
  readonly gpuLayers: number;
  /** Reads GBNF. Throws AppError request.invalid. */
  createGrammar(gbnf: string): Grammar;
  /** A vector for each input, one after the other. Throws AppError model.unable, context.exceeded, or the signal's reason between two inputs. */
  embed(inputs: readonly (readonly number[])[], signal: AbortSignal): Promise<Embeddings>;
  dispose(): Promise<void>;
}

/** Loads a model. Throws AppError: model.load-failed with the engine's own last words, or model.not-enough-memory. */
export type LoadCore = (options: RunnerLoadOptions, onProgress: (progress: number) => void) => Promise<Core>;
