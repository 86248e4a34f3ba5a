/** The messages between the host and a runner. Both sides import these types; everything in them can be copied between processes. */
import type { GenerationEvent, GenerationRequest, OverflowPolicy, ToolChoice, Turn } from '../../shared/generation.ts';
import type { WireError } from '../../shared/procedure.ts';
import type { Sampling } from '../../shared/sampling.ts';
import type { Hardware } from '../../shared/system.ts';

/** What a model is loaded with; every value is resolved by the host except the automatic ones. */
export interface RunnerLoadOptions {
  /** The model's first file. */
  path: string;
  /** Tokens per slot, a multiple of 256. */
  contextLength: number;
  /** Requests answered at the same time. */
  slots: number;
  gpuLayers: 'auto' | number;
  threads: number;
  flashAttention: 'auto' | 'on' | 'off';
  kvCacheType: 'f16' | 'q8_0' | 'q4_0';
  useMmap: boolean;
}

/** Rules in llama.cpp's GBNF, one text for each name, and the rule to begin with. Rules of JSON itself have the same names everywhere. */
export interface Gbnf {
  root: string;
  rules: Record<string, string>;
}

/** A tool with the grammar of its arguments. */
export interface RunnerTool {
  name: string;
  description: string | undefined;
  parameters: Record<string, unknown> | undefined;
  grammar: Gbnf;
}

/** One answer to write, every sampling value given. */
export interface RunnerRequest {
  turns: Turn[];
  /** In place of turns: text that is continued as it is. */
  prompt: GenerationRequest['prompt'];
  /** Those that may be called; empty for the choice none. */
  tools: RunnerTool[];
  toolChoice: ToolChoice;
  parallelToolCalls: boolean;
  /** What the answer's text is held to, after any thought. */
  grammar: string | undefined;
  logprobs: number | undefined;
  client: string | undefined;
  sampling: Sampling;
  overflow: OverflowPolicy;
  thinking: boolean | undefined;
}

/** What the engine tells about a model that is ready. */
export interface RunnerModelInfo {
  contextLength: number;
  /** Memory of the weights, the KV cache and the compute buffers, each counted once. */
  memoryBytes: number;
  /** What becomes free in main memory and on the graphics card when it is unloaded. */
  occupied: { memoryBytes: number; gpuBytes: number };
  gpuLayers: number;
  template: { source: 'model' | 'fallback'; reason?: string };
}

export interface RunnerMemory {
  freeBytes: number;
  totalBytes: number;
  gpu?: { freeBytes: number; totalBytes: number };
}

export type MessageToRunner =
  | { type: 'hardware' }
  | { type: 'memory' }
  | { type: 'load'; options: RunnerLoadOptions }
  | { type: 'generate'; id: number; request: RunnerRequest }
  | { type: 'abort'; id: number }
  | { type: 'ask'; id: number; question: Question };

/** What a loaded model is asked besides answers. */
export type Question =
  /** Text as plain text; with `hasControlTokens`, what looks like a control token is one. */
  | { type: 'tokenize'; text: string; hasControlTokens: boolean }
  | { type: 'detokenize'; tokens: number[] }
  /** How many tokens the prompt of this request has. */
  | { type: 'count-prompt'; request: RunnerRequest }
  | { type: 'embed'; inputs: (string | number[])[] };

export type Reply =
  | { type: 'tokenize'; tokens: number[] }
  | { type: 'detokenize'; text: string }
  | { type: 'count-prompt'; tokens: number }
  /** One vector for each input, as the model gives it (not normalized), and how many tokens each input has. */
  | { type: 'embed'; vectors: Float32Array[]; tokens: number[] };

export type MessageFromRunner =
  | { type: 'hardware'; hardware: Hardware; memory: RunnerMemory }
  | { type: 'memory'; memory: RunnerMemory }
  /** A question without a model that could not be answered. */
  | { type: 'failed'; reason: string }
  | { type: 'progress'; progress: number }
  | { type: 'loaded'; info: RunnerModelInfo }
  | { type: 'load-failed'; error: WireError }
  /** What happened to one request since the last message; `done` or `error` is its last event. */
  | { type: 'events'; id: number; events: GenerationEvent[] }
  | { type: 'reply'; id: number; reply: Reply }
  | { type: 'refused'; id: number; error: WireError };
