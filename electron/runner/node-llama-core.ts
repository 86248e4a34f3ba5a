/** The core on node-llama-cpp. Its types stay in the files named node-llama-* and llama-* and in the hardware probe. */
import {
  type BatchItem,
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  LlamaLogLevel,
  type LlamaModel,
  type PrioritizedBatchItem,
} from 'node-llama-cpp';
import { AppError } from '../../shared/errors.ts';
import type { Core, LoadCore, TemplateReader } from './core.ts';
import { LlamaLog } from './llama-log.ts';
import { makesOnlyVectors, NodeLlamaEmbedder } from './node-llama-embedder.ts';
import { NodeLlamaGrammar } from './node-llama-grammar.ts';
import { measureMemory } from './node-llama-memory.ts';
import { NodeLlamaSequence } from './node-llama-sequence.ts';
import { createVocabulary } from './node-llama-vocabulary.ts';
import type { RunnerLoadOptions } from './protocol.ts';
import { StepLoop } from './step-loop.ts';

/** The share of the progress that reading the weights takes; the rest is the context. */
const weightsShare = 0.95;
const batchSize = 512;

export const loadNodeLlamaCore: LoadCore = async (options, onProgress) => {
  const log = new LlamaLog();
  const llama = await openLlama({ gpu: options.gpuLayers !== 0, threads: options.threads, log });
  try {
    const model = await loadModel(llama, options, (progress) => onProgress(progress * weightsShare));
    const core = makesOnlyVectors(model) ? await createVectorCore(model, options) : await createCore(model, options);
    onProgress(1);
    return core;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof InsufficientMemoryError) {
      const { free } = await llama.getRamState();
      throw new AppError('model.not-enough-memory', error.message, { data: { freeBytes: free, reason: error.message }, cause: error });
    }
    throw new AppError('model.load-failed', 'The engine could not load the model.', { data: { reason: log.reason(error) }, cause: error });
  }
};

/** Opens the engine's library: shipped binaries only, never the library's own number of threads. */
export async function openLlama(options: { gpu: boolean; threads: number; log: LlamaLog }): Promise<Llama> {
  return getLlama({
    // Apple's chips have one binary, with Metal; layers stay off it by their number.
    gpu: options.gpu || process.platform === 'darwin' ? 'auto' : false,
    build: 'never',
    maxThreads: options.threads,
    progressLogs: false,
    logLevel: LlamaLogLevel.warn,
    logger: (_level, message) => options.log.add(message),
  });
}

async function loadModel(llama: Llama, options: RunnerLoadOptions, onLoadProgress: (progress: number) => void): Promise<LlamaModel> {
  return llama.loadModel({
    modelPath: options.path,
    gpuLayers: options.gpuLayers === 'auto' ? { fitContext: { contextSize: options.contextLength * options.slots } } : options.gpuLayers,
    useMmap: options.useMmap,
    defaultContextFlashAttention: flashAttention(options),
    experimentalDefaultContextKvCacheKeyType: kvType(options.kvCacheType),
    experimentalDefaultContextKvCacheValueType: valueType(options),
    onLoadProgress,
  });
}

async function createContext(model: LlamaModel, options: RunnerLoadOptions): Promise<LlamaContext> {
  return model.createContext({
    contextSize: options.contextLength,
    sequences: options.slots,
    batchSize: Math.min(batchSize, options.contextLength),
    threads: { ideal: options.threads, min: 1 },
    flashAttention: flashAttention(options),
    experimentalKvCacheKeyType: kvType(options.kvCacheType),
    experimentalKvCacheValueType: valueType(options),
    batching: { itemPrioritizationStrategy: takeInOrder },
    failedCreationRemedy: false,
  });
}

/** A model that writes, with a sequence for each slot. */
async function createCore(model: LlamaModel, options: RunnerLoadOptions): Promise<Core> {
  const context = await createContext(model, options);
  const steps = new StepLoop();
  const sequences = Array.from(
    { length: options.slots },
    (_, rank) => new NodeLlamaSequence({ sequence: context.getSequence({ checkpoints: { max: 8 } }), model, steps, rank }),
  );
  const embedder = new NodeLlamaEmbedder(model, options);
  return {
    ...describeCore(model, embedder, context),
    contextLength: context.contextSize,
    sequences,
    ...measureMemory(model, context, options.useMmap),
  };
}

/** A model that only makes vectors: its context for them is the only one, and is made at once. */
async function createVectorCore(model: LlamaModel, options: RunnerLoadOptions): Promise<Core> {
  const embedder = new NodeLlamaEmbedder(model, options);
  const context = await embedder.open();
  return {
    ...describeCore(model, embedder),
    contextLength: embedder.contextLength,
    sequences: [],
    ...measureMemory(model, context, options.useMmap),
  };
}

function describeCore(model: LlamaModel, embedder: NodeLlamaEmbedder, context?: LlamaContext) {
  const template: unknown = model.fileInfo.metadata.tokenizer?.chat_template;
  return {
    vocabulary: createVocabulary(model),
    chatTemplate: typeof template === 'string' && template.trim() !== '' ? template : undefined,
    readTemplate: findTemplateReader(model.llama),
    gpuLayers: model.gpuLayers,
    createGrammar: (gbnf) => new NodeLlamaGrammar(model, gbnf),
    embed: (inputs, signal) => embedder.embed(inputs, signal),
    dispose: async () => {
      await embedder.dispose();
      await context?.dispose();
      await model.dispose();
      await model.llama.dispose();
    },
  } satisfies Partial<Core>;
}

/**
 * The library keeps one KV stream per sequence, and llama.cpp joins into one pass only tokens whose sequences follow one another.
 * So a batch takes the items in the order of their sequences: first everybody's next token, then prompts with what is left.
 */
function takeInOrder({ items, size }: { items: readonly BatchItem[]; size: number }): PrioritizedBatchItem[] {
  const ordered = [...items].sort((a, b) => a.evaluationPriority - b.evaluationPriority);
  const amounts = new Map<BatchItem, number>();
  let left = size;
  for (const isPrompt of [false, true]) {
    for (const item of ordered) {
      if (item.tokens.length > 1 !== isPrompt) continue;
      const amount = Math.min(left, item.tokens.length);
      if (amount > 0) amounts.set(item, amount);
      left -= amount;
    }
  }
  return ordered.flatMap((item) => {
    const processAmount = amounts.get(item);
    return processAmount === undefined ? [] : [{ item, processAmount }];
  });
}

/** llama.cpp's reader is in the library but not in its types: without it, the other one stays alone. */
function findTemplateReader(llama: Llama): TemplateReader | undefined {
  const { _bindings: bindings } = llama as unknown as { _bindings?: { AddonJinjaRenderer?: NativeRenderer } };
  const NativeTemplate = bindings?.AddonJinjaRenderer;
  if (NativeTemplate === undefined) return undefined;
  return (source) => {
    const template = new NativeTemplate(source);
    return (values) => template.render(values);
  };
}

type NativeRenderer = new (source: string) => { render(values: Record<string, unknown>): string };

function flashAttention({ flashAttention: wish }: RunnerLoadOptions): boolean | 'auto' {
  return wish === 'auto' ? 'auto' : wish === 'on';
}

function kvType(type: RunnerLoadOptions['kvCacheType']): 'F16' | 'Q8_0' | 'Q4_0' {
  return ({ f16: 'F16', q8_0: 'Q8_0', q4_0: 'Q4_0' } as const)[type];
}

/** llama.cpp quantizes the values only with flash attention. */
function valueType(options: RunnerLoadOptions): 'F16' | 'Q8_0' | 'Q4_0' {
  return options.flashAttention === 'off' ? 'F16' : kvType(options.kvCacheType);
}
