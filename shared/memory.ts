/**
 * How much memory a model takes, from its header alone: weights, KV cache and the engine's working space, each by device. Held
 * against the engine's own figures in memory.test.ts.
 */
import type { Fit, LoadSettings } from './engine.ts';
import { rowSizeBytes } from './ggml-types.ts';
import type { GgufHeader } from './gguf.ts';
import { describeLayers, type LayerFacts, type ModelFacts } from './memory-layers.ts';
import { gpuReserveBytes, memoryReserveBytes } from './memory-reserves.ts';

export interface MemoryEstimate {
  /** In main memory. */
  modelBytes: number;
  kvBytes: number;
  computeBytes: number;
  /** What the engine's process takes beside the model while it reads and writes. */
  workingBytes: number;
  /** On the graphics card; 0 without one. */
  gpuModelBytes: number;
  gpuKvBytes: number;
  gpuComputeBytes: number;
  totalBytes: number;
  /** Layers on the graphics card, the output counted as one. */
  gpuLayers: number;
  /** All layers, the output counted as one. */
  layerCount: number;
}

type MemorySettings = Pick<LoadSettings, 'contextLength' | 'parallelSlots' | 'kvCacheType' | 'flashAttention'>;

export interface FreeMemory {
  freeBytes: number;
  totalBytes: number;
  gpu?: { freeBytes: number; totalBytes: number } | undefined;
}

/** Tokens that the engine reads in one step (electron/runner). */
const batchLength = 512;
const floatBytes = 4;
/** Measured: 10 to 45 MB of every kind of model, from ready to the end of a first long question (electron/services/engine/fit-of-shapes.test.ts). */
export const workingBytes = 36e6;

/** `gpuLayers` counts as llama.cpp does: the output first, then layers from the last one back. */
export function estimateMemory(options: { header: GgufHeader; settings: MemorySettings; gpuLayers: number }): MemoryEstimate {
  return estimateFrom(describeLayers(options.header), options.settings, options.gpuLayers);
}

function estimateFrom(facts: ModelFacts, settings: MemorySettings, wishedGpuLayers: number): MemoryEstimate {
  const layerCount = facts.layers.length + 1;
  const gpuLayers = Math.max(0, Math.min(Math.floor(wishedGpuLayers), layerCount));
  const firstOnGpu = layerCount - gpuLayers;
  const step = stepOf(facts, settings);
  const estimate = { modelBytes: facts.inputBytes, kvBytes: 0, gpuModelBytes: 0, gpuKvBytes: 0 };
  for (const [index, layer] of facts.layers.entries()) {
    const keptBytes = layerCacheBytes(layer, facts, settings, step);
    if (index >= firstOnGpu) {
      estimate.gpuModelBytes += layer.weightBytes;
      estimate.gpuKvBytes += keptBytes;
    } else {
      estimate.modelBytes += layer.weightBytes;
      estimate.kvBytes += keptBytes;
    }
  }
  if (gpuLayers > 0) estimate.gpuModelBytes += facts.outputBytes + facts.sharedOutputBytes;
  else estimate.modelBytes += facts.outputBytes + facts.repackedOutputBytes;

  const layerStep = Math.max(attentionBytes(facts, settings, step), feedForwardBytes(facts, step));
  const outputStep = step * floatBytes * ((facts.isEncoder ? 0 : facts.vocabulary) + 2 * facts.width);
  const hasLayersOnGpu = gpuLayers > 1;
  const computeBytes =
    gpuLayers === 0 ? Math.max(layerStep, outputStep) : firstOnGpu > 0 ? layerStep : inputStepBytes(facts, settings, step);
  const gpuComputeBytes = gpuLayers === 0 ? 0 : Math.max(outputStep, hasLayersOnGpu ? layerStep : 0);
  const parts = { ...estimate, computeBytes, workingBytes, gpuComputeBytes };
  const totalBytes = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return { ...parts, totalBytes, gpuLayers, layerCount };
}

/** Tokens of one step. With a window the engine takes one more (node-llama-cpp, LlamaContext). */
function stepOf(facts: ModelFacts, settings: MemorySettings): number {
  if (facts.isEncoder) return cellsOf(settings);
  return Math.min(batchLength, cellsOf(settings)) + (facts.window > 0 ? 1 : 0);
}

/** Tokens that one slot holds. */
function cellsOf({ contextLength }: MemorySettings): number {
  return roundUp(contextLength, 256);
}

function layerCacheBytes(layer: LayerFacts, facts: ModelFacts, settings: MemorySettings, step: number): number {
  const cells = cellsOf(settings);
  const kept = layer.hasWindow ? roundUp(Math.min(cells, facts.window + step), 256) : cells;
  const keyType = settings.kvCacheType.toUpperCase();
  // llama.cpp quantizes the values only with flash attention.
  const valueType = settings.flashAttention === 'off' ? 'F16' : keyType;
  const perToken = rowSizeBytes(keyType, layer.keyLength) + rowSizeBytes(valueType, layer.valueLength);
  return settings.parallelSlots * (kept * perToken + layer.stateBytes);
}

function attentionBytes(facts: ModelFacts, settings: MemorySettings, step: number): number {
  const cells = cellsOf(settings);
  const values = 3 * facts.width + 2 * facts.queryLength + 2 * facts.keyLength;
  // Without flash attention every head's weight of every kept token is written out.
  const scores = settings.flashAttention === 'off' ? cells * (facts.heads + 1) : cells / 2;
  return step * floatBytes * (values + scores);
}

function feedForwardBytes(facts: ModelFacts, step: number): number {
  return step * floatBytes * (2 * facts.width + 3 * facts.feedForward);
}

function inputStepBytes(facts: ModelFacts, settings: MemorySettings, step: number): number {
  return step * floatBytes * (2 * facts.width + cellsOf(settings) / 2);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** As many layers as fit on the graphics card now, or the number that the settings ask for. */
export function chooseGpuLayers(options: {
  header: GgufHeader;
  settings: MemorySettings & Pick<LoadSettings, 'gpuLayers'>;
  free: FreeMemory;
}): number {
  const { settings, free } = options;
  if (free.gpu === undefined) return 0;
  const facts = describeLayers(options.header);
  const layerCount = facts.layers.length + 1;
  if (settings.gpuLayers !== 'auto') return Math.min(settings.gpuLayers, layerCount);
  const room = free.gpu.freeBytes - gpuReserveBytes;
  for (let layers = layerCount; layers > 0; layers--) {
    const { gpuModelBytes, gpuKvBytes, gpuComputeBytes } = estimateFrom(facts, settings, layers);
    if (gpuModelBytes + gpuKvBytes + gpuComputeBytes <= room) return layers;
  }
  return 0;
}

/**
 * Where a model ends up. gpu: all on the graphics card. partly: some of it. memory: all in main memory, with room to spare.
 * tight: more than is free now, but other programs may give way. too-large: more than there is.
 */
export function describeFit(estimate: MemoryEstimate, free: FreeMemory): Fit {
  const needed = estimate.modelBytes + estimate.kvBytes + estimate.computeBytes + estimate.workingBytes;
  const neededOnGpu = estimate.gpuModelBytes + estimate.gpuKvBytes + estimate.gpuComputeBytes;
  if (needed > free.totalBytes - memoryReserveBytes || neededOnGpu > (free.gpu?.totalBytes ?? 0)) return 'too-large';
  const isGpuFull = neededOnGpu > (free.gpu?.freeBytes ?? 0);
  if (isGpuFull || needed > free.freeBytes - memoryReserveBytes) return 'tight';
  if (estimate.gpuLayers === 0) return 'memory';
  return estimate.gpuLayers === estimate.layerCount ? 'gpu' : 'partly';
}
