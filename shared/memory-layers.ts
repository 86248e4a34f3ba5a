/**
 * What each layer of a model weighs and what it keeps per token, read from the tensors' shapes where they say it and from the
 * metadata where they do not. After llama.cpp v0.5.0: src/llama-kv-cache.cpp, llama-kv-cache-iswa.cpp, llama-hparams.cpp.
 */
import { isEmbeddingModel, readsWholeTexts } from './embedding-models.ts';
import { tensorSizeBytes, tensorTypeName } from './ggml-types.ts';
import type { GgufHeader, GgufTensor, GgufValue } from './gguf.ts';

export interface LayerFacts {
  weightBytes: number;
  /** Of these, the experts among which each token uses a few. */
  expertBytes: number;
  /** Elements of the key and of the value that each token leaves in this layer; 0: none. */
  keyLength: number;
  valueLength: number;
  /** Only the last tokens are kept. */
  hasWindow: boolean;
  /** Bytes of a recurrent layer's state, per slot. */
  stateBytes: number;
}

export interface ModelFacts {
  layers: LayerFacts[];
  /** Embeddings and other tensors that stay in main memory. */
  inputBytes: number;
  outputBytes: number;
  /** What the output needs beside them on another device, when the embeddings serve as output matrix. */
  sharedOutputBytes: number;
  /** The part of sharedOutputBytes that the processor keeps a second time: the output in an order that it reads faster. */
  repackedOutputBytes: number;
  width: number;
  heads: number;
  /** Elements of one token's queries, and of its keys. */
  queryLength: number;
  keyLength: number;
  /** Elements between the two halves of a feed-forward layer, of all experts that one token uses. */
  feedForward: number;
  vocabulary: number;
  /** How much of the experts one token uses; 1 without experts. */
  expertShare: number;
  /** Tokens that layers with a window keep; 0: no such layers. */
  window: number;
  /** It makes vectors of texts that it reads in one step, and writes nothing. */
  isEncoder: boolean;
}

interface WindowPattern {
  /** Every n-th layer sees everything, the others a window; 0: all have one. */
  every: number;
  isFirstFull?: boolean;
  /** Where the metadata names none, or, if `isFixed`, whatever it names. */
  window?: number;
  isFixed?: boolean;
  /** Only models with this many layers have windows. */
  onlyLayers?: number;
}

/** load_swa_pattern and n_swa in llama.cpp's src/models. */
const windowPatterns: Record<string, WindowPattern> = {
  afmoe: { every: 4 },
  cohere2: { every: 4 },
  cohere2moe: { every: 4, isFirstFull: true },
  exaone4: { every: 4, window: 4096, onlyLayers: 64 },
  'exaone-moe': { every: 4, window: 128 },
  gemma2: { every: 2, window: 4096 },
  gemma3: { every: 6 },
  gemma3n: { every: 5 },
  gemma4: { every: 6 },
  'gpt-oss': { every: 2 },
  laguna: { every: 4, isFirstFull: true },
  lfm2: { every: 0 },
  lfm2moe: { every: 0 },
  llama4: { every: 4, window: 8192, isFixed: true },
  mellum: { every: 4 },
  'muse-glimmer': { every: 4 },
  olmo2: { every: 4 },
  plamo3: { every: 8 },
  smallthinker: { every: 4, isFirstFull: true },
};

/** They have a cache of their own for the first layers only; the others share it. */
const ownCacheLayers: Record<string, number> = { gemma3n: 20 };

/** They read all of a text at once and keep nothing of it. */
const withoutCache = /bert|^gemma-embedding$|^t5encoder$|^dream$|^llada/;

/** ggml/src/ggml-cpu/repack.cpp, for processors with AVX2 or NEON: other types are read as they lie in the file. */
const repackedTypes = new Set(['Q2_K', 'Q4_0', 'Q4_K', 'IQ4_NL', 'MXFP4']);

/** Bytes of embeddings that serve as output too and are then kept a second time, in the order that the processor reads fastest. */
export function repackedOutputBytes(tensors: readonly Pick<GgufTensor, 'name' | 'shape' | 'type'>[]): number {
  const embeddings = tensors.find(({ name }) => name === 'token_embd.weight');
  const isTied = !tensors.some(({ name }) => name === 'output.weight');
  const isRepacked = embeddings !== undefined && repackedTypes.has(tensorTypeName(embeddings.type) ?? '');
  return isTied && isRepacked ? (tensorSizeBytes(embeddings) ?? 0) : 0;
}

export function describeLayers(header: GgufHeader): ModelFacts {
  const architecture = textOr(header.metadata['general.architecture'], '');
  const value = (key: string) => header.metadata[`${architecture}.${key}`];
  const { blocks, rest } = sortTensors(header.tensors);
  const count = Math.max(numberOr(value('block_count'), blocks.length), blocks.length);
  const window = windowOf(architecture, value, count);
  const cached = count - numberOr(value('attention.shared_kv_layers'), 0);
  const ownLayers = withoutCache.test(architecture) ? 0 : (ownCacheLayers[architecture] ?? cached);
  const layers = Array.from({ length: count }, (_, index) => {
    const tensors = blocks[index] ?? new Map<string, GgufTensor>();
    const isRecurrent = [...tensors.keys()].some((name) => /^(?:ssm_|shortconv|time_mix)/.test(name));
    const hasKeys = tensors.has('attn_k') || tensors.has('attn_kv_a_mqa') || (tensors.has('attn_qkv') && !isRecurrent);
    const kept = hasKeys && index < ownLayers ? keptPerToken(tensors, value, index) : { keyLength: 0, valueLength: 0 };
    return {
      weightBytes: sum(tensors.values()),
      expertBytes: sum([...tensors.values()].filter(({ name }) => /_exps(?:\.|$)/.test(name))),
      ...kept,
      hasWindow: window.size > 0 && window.isWindowed(index),
      stateBytes: isRecurrent ? stateBytes(value) : 0,
    };
  });
  const isOutput = (name: string) => /^(?:output|cls|dec\.output_norm|enc\.output_norm)(?:\.|_norm)/.test(name);
  const inputs = rest.filter((tensor) => !isOutput(tensor.name));
  const embeddings = rest.find((tensor) => tensor.name === 'token_embd.weight');
  const isTied = !rest.some((tensor) => tensor.name === 'output.weight');
  const heads = largest(value('attention.head_count'), 1);
  const width = numberOr(value('embedding_length'), embeddings?.shape[0] ?? 0);
  return {
    layers,
    inputBytes: sum(inputs),
    outputBytes: sum(rest.filter((tensor) => isOutput(tensor.name))),
    sharedOutputBytes: isTied && embeddings ? sum([embeddings]) : 0,
    repackedOutputBytes: repackedOutputBytes(rest),
    width,
    heads,
    queryLength: heads * largest(value('attention.key_length'), width / Math.max(1, heads)),
    keyLength: Math.max(0, ...layers.map((layer) => layer.keyLength)),
    feedForward: feedForwardOf(value),
    vocabulary: embeddings?.shape[1] ?? numberOr(value('vocab_size'), 0),
    expertShare: expertShareOf(value),
    window: window.size,
    isEncoder:
      isEmbeddingModel({ architecture, poolingType: value('pooling_type') }) &&
      readsWholeTexts({ architecture, isCausal: value('attention.causal') }),
  };
}

function sortTensors(tensors: readonly GgufTensor[]): { blocks: Map<string, GgufTensor>[]; rest: GgufTensor[] } {
  const blocks: Map<string, GgufTensor>[] = [];
  const rest: GgufTensor[] = [];
  for (const tensor of tensors) {
    const match = /^(?:enc\.|dec\.)?blk\.(\d{1,3})\.(.*?)(?:\.weight)?$/.exec(tensor.name);
    if (match === null) rest.push(tensor);
    else {
      const index = Number(match[1]);
      blocks[index] ??= new Map();
      blocks[index].set(match[2] ?? '', tensor);
    }
  }
  return { blocks, rest };
}

type Lookup = (key: string) => GgufValue | undefined;

function keptPerToken(tensors: Map<string, GgufTensor>, value: Lookup, layer: number): { keyLength: number; valueLength: number } {
  const heads = at(value('attention.head_count'), layer, 1);
  const kvHeads = at(value('attention.head_count_kv'), layer, heads);
  const headLength = numberOr(value('embedding_length'), 0) / Math.max(1, heads);
  // Multi-head latent attention keeps one compressed key per token and no values.
  if (tensors.has('attn_kv_a_mqa') && value('attention.key_length_mla') !== undefined) {
    return { keyLength: numberOr(value('attention.key_length'), headLength), valueLength: 0 };
  }
  const keyLength = tensors.get('attn_k')?.shape[1] ?? kvHeads * largest(value('attention.key_length'), headLength);
  const valueLength = tensors.get('attn_v')?.shape[1] ?? kvHeads * largest(value('attention.value_length'), headLength);
  return { keyLength, valueLength: tensors.has('attn_k') && !tensors.has('attn_v') ? keyLength : valueLength };
}

/** llama_hparams::n_embd_r and n_embd_s, in 32-bit numbers. */
function stateBytes(value: Lookup): number {
  const width = numberOr(value('embedding_length'), 0);
  const headSize = numberOr(value('wkv.head_size'), 0);
  const floatBytes = 4;
  if (headSize > 0) return (numberOr(value('token_shift_count'), 2) * width + width * headSize) * floatBytes;
  const inner = numberOr(value('ssm.inner_size'), 0);
  const state = numberOr(value('ssm.state_size'), 0);
  const convolution = Math.max(0, numberOr(value('ssm.conv_kernel'), 1) - 1);
  const short = Math.max(0, numberOr(value('shortconv.l_cache'), 1) - 1) * width;
  return (short + convolution * (inner + 2 * numberOr(value('ssm.group_count'), 0) * state) + state * inner) * floatBytes;
}

function windowOf(architecture: string, value: Lookup, layers: number): { size: number; isWindowed: (layer: number) => boolean } {
  const known = windowPatterns[architecture];
  const pattern = value('attention.sliding_window_pattern');
  const named = numberOr(value('attention.sliding_window'), known?.window ?? 0);
  const size = named > 0 && known?.isFixed ? (known.window ?? named) : named;
  const isListed = typeof pattern === 'object' && pattern.values !== undefined;
  const isKnown = known !== undefined && (known.onlyLayers ?? layers) === layers;
  if (size === 0 || !(isKnown || isListed)) return { size: 0, isWindowed: () => false };
  if (isListed) return { size, isWindowed: (layer) => Boolean(pattern.values?.[layer]) };
  const every = numberOr(pattern, known?.every ?? 1);
  const isWindowed = (layer: number) => every === 0 || (known?.isFirstFull ? layer % every !== 0 : layer % every < every - 1);
  return { size, isWindowed };
}

function feedForwardOf(value: Lookup): number {
  const dense = largest(value('feed_forward_length'), 0);
  const expert = largest(value('expert_feed_forward_length'), dense);
  const used = largest(value('expert_used_count'), 0);
  return used === 0 ? dense : used * expert;
}

function expertShareOf(value: Lookup): number {
  const count = largest(value('expert_count'), 0);
  const used = largest(value('expert_used_count'), count);
  return count > 0 ? Math.min(1, used / count) : 1;
}

function sum(tensors: Iterable<GgufTensor>): number {
  let bytes = 0;
  for (const tensor of tensors) bytes += tensorSizeBytes(tensor) ?? 0;
  return bytes;
}

function textOr(value: GgufValue | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Numbers that no model has (negative, endless, NaN) count as absent: the file may come from anybody. */
function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 && value <= 1e12 ? value : otherwise;
}

/** A value that may differ by layer. */
function at(value: GgufValue | undefined, layer: number, otherwise: number): number {
  const element = typeof value === 'object' ? value.values?.[layer] : value;
  return numberOr(element, otherwise);
}

function largest(value: GgufValue | undefined, otherwise: number): number {
  if (typeof value !== 'object') return numberOr(value, otherwise);
  return Math.max(0, ...(value.values ?? []).map((element) => numberOr(element, 0)));
}
