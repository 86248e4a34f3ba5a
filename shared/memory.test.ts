import { mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GgufInsights, getLlama, type Llama, LlamaLogLevel, readGgufFileInfo } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../e2e/tiny-models/scripted-model.ts';
import { type Shape, writeShapedModel } from '../e2e/tiny-models/shaped-model.ts';
import { starterFile } from '../e2e/tiny-models/starter-file.ts';
import type { LoadSettings } from './engine.ts';
import type { GgufHeader } from './gguf.ts';
import { parseGgufHeader } from './gguf.ts';
import { chooseGpuLayers, describeFit, estimateMemory, workingBytes } from './memory.ts';
import { repackedOutputBytes } from './memory-layers.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-memory-'));
let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, progressLogs: false, logLevel: LlamaLogLevel.error });
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function headerOf(path: string): GgufHeader {
  const bytes = Buffer.alloc(16 * 1024 * 1024);
  const length = readSync(openSync(path, 'r'), bytes);
  const parsed = parseGgufHeader(bytes.subarray(0, length));
  if (parsed.type === 'more') throw new Error('The header is longer than expected');
  return parsed.header;
}

const base = { contextLength: 8192, parallelSlots: 1, kvCacheType: 'f16', flashAttention: 'on' } as const;
const settingsToTry: readonly Settings[] = [
  { ...base, contextLength: 2048 },
  base,
  { ...base, parallelSlots: 4 },
  { ...base, contextLength: 32_768 },
  { ...base, kvCacheType: 'q8_0' },
  { ...base, kvCacheType: 'q4_0' },
  { ...base, flashAttention: 'off' },
  { ...base, flashAttention: 'off', contextLength: 32_768 },
];
type Settings = Pick<LoadSettings, 'contextLength' | 'parallelSlots' | 'kvCacheType' | 'flashAttention'>;

const shapes: Record<string, Shape> = {
  'Llama 3.2 1B': shape('llama', {
    layers: 16,
    width: 2048,
    heads: 32,
    kvHeads: 8,
    headLength: 64,
    feedForward: 8192,
    vocabulary: 128_256,
    hasTiedOutput: true,
  }),
  'Llama 3.3 70B': shape('llama', {
    layers: 80,
    width: 8192,
    heads: 64,
    kvHeads: 8,
    headLength: 128,
    feedForward: 28_672,
    vocabulary: 128_256,
  }),
  'Qwen3 8B': shape('qwen3', { layers: 36, width: 4096, heads: 32, kvHeads: 8, headLength: 128, feedForward: 12_288, vocabulary: 151_936 }),
  'Qwen3 30B A3B (experts)': shape('qwen3moe', {
    ...{ layers: 48, width: 2048, heads: 32, kvHeads: 4, headLength: 128, feedForward: 6144, vocabulary: 151_936 },
    experts: { count: 128, used: 8, feedForward: 768 },
  }),
  'Gemma 3 4B (sliding window)': shape('gemma3', {
    ...{ layers: 34, width: 2560, heads: 8, kvHeads: 4, headLength: 256, feedForward: 10_240, vocabulary: 262_144 },
    ...{ slidingWindow: 1024, hasTiedOutput: true },
  }),
  'Gemma 2 9B (every second layer with a window)': shape('gemma2', {
    ...{ layers: 42, width: 3584, heads: 16, kvHeads: 8, headLength: 256, feedForward: 14_336, vocabulary: 256_000 },
    ...{ slidingWindow: 4096, hasTiedOutput: true },
  }),
  'gpt-oss 20B (window and experts)': shape('gpt-oss', {
    ...{ layers: 24, width: 2880, heads: 64, kvHeads: 8, headLength: 64, feedForward: 2880, vocabulary: 201_088, slidingWindow: 128 },
    experts: { count: 32, used: 4, feedForward: 2880 },
  }),
  'LFM2 1.2B (convolutions between attention)': shape('lfm2', {
    ...{ layers: 16, width: 2048, heads: 32, kvHeads: 8, headLength: 64, feedForward: 8192, vocabulary: 65_536 },
    ...{ attentionEvery: 3, hasTiedOutput: true },
  }),
  'DeepSeek V2 Lite (latent attention)': shape('deepseek2', {
    ...{ layers: 27, width: 2048, heads: 16, kvHeads: 1, headLength: 128, feedForward: 10_944, vocabulary: 102_400 },
    experts: { count: 64, used: 6, feedForward: 1408 },
    latent: { rank: 512, ropeLength: 64, valueLength: 128 },
  }),
  'Mamba 1.4B (recurrent)': shape('mamba', {
    ...{ layers: 48, width: 2048, heads: 0, kvHeads: 0, headLength: 64, feedForward: 0, vocabulary: 50_304 },
    hasTiedOutput: true,
  }),
};

function shape(architecture: Shape['architecture'], rest: Omit<Shape, 'architecture' | 'contextLength'>): Shape {
  return { architecture, contextLength: 131_072, ...rest };
}

/** Within a tenth or 50 MB, whichever is more. */
function expectNear(estimated: number, actual: number, what: string): void {
  expect(Math.abs(estimated - actual), `${what}: ${estimated} estimated, ${actual} by the engine`).toBeLessThan(
    Math.max(actual / 10, 50e6),
  );
}

const kvTypes = { f16: 1, q8_0: 8, q4_0: 2 };

test.each(Object.entries(shapes))('agrees with what the engine reckons: %s', async (name, given) => {
  const path = join(folder, 'shaped.gguf');
  writeShapedModel(path, given);
  const header = headerOf(path);
  const insights = await GgufInsights.from(await readGgufFileInfo(path), llama);
  const model = await insights.estimateModelResourceRequirementsV2({ gpuLayers: 0, useMmap: false });
  for (const settings of settingsToTry) {
    const estimate = estimateMemory({ header, settings, gpuLayers: 0 });
    const context = await insights.estimateContextResourceRequirementsV2({
      ...{ contextSize: settings.contextLength, sequences: settings.parallelSlots, modelGpuLayers: 0, batchSize: 512 },
      flashAttention: settings.flashAttention === 'on',
      kvCacheKeyType: kvTypes[settings.kvCacheType],
      kvCacheValueType: kvTypes[settings.kvCacheType],
    });
    // The engine's forecast leaves out what it then keeps twice; see compareLoaded.
    expectNear(estimate.modelBytes - repackedOutputBytes(header.tensors), model.cpuRam, `${name}, weights`);
    expectNear(estimate.kvBytes + estimate.computeBytes, context.cpuRam, `${name}, context ${JSON.stringify(settings)}`);
    expect(estimate.totalBytes).toBe(estimate.modelBytes + estimate.kvBytes + estimate.computeBytes + workingBytes);
  }
});

/**
 * Loads the model and compares with what the engine then says it uses. Without mmap: with it, weights that the processor wants in
 * another order are counted twice, although the mapped file's pages are given back as soon as somebody needs them.
 */
async function compareLoaded(path: string, settings: Settings): Promise<void> {
  const estimate = estimateMemory({ header: headerOf(path), settings, gpuLayers: 0 });
  const model = await llama.loadModel({ modelPath: path, useMmap: false });
  try {
    const type = ({ f16: 'F16', q8_0: 'Q8_0', q4_0: 'Q4_0' } as const)[settings.kvCacheType];
    const context = await model.createContext({
      ...{ contextSize: settings.contextLength, sequences: settings.parallelSlots, batchSize: 512 },
      ...{ flashAttention: settings.flashAttention === 'on', experimentalKvCacheKeyType: type, experimentalKvCacheValueType: type },
    });
    expectNear(estimate.modelBytes, model.memoryUsage.ram, 'weights');
    expectNear(estimate.kvBytes + estimate.computeBytes, context.memoryUsage.ram, JSON.stringify(settings));
  } finally {
    await model.dispose();
  }
}

test.each([
  base,
  { ...base, contextLength: 2048, parallelSlots: 4 },
  { ...base, kvCacheType: 'q8_0' as const },
  { ...base, flashAttention: 'off' as const, contextLength: 4096 },
])('agrees with what the loaded starter takes: %j', async (settings) => compareLoaded(starterFile, settings));

test('agrees with what tiny and artificially heavy models take', async () => {
  const path = join(folder, 'scripted.gguf');
  writeScriptedModel(path, { script: 'Hello.' });
  await compareLoaded(path, { ...base, contextLength: 2048 });
  writeScriptedModel(path, { script: 'Hello.', extraMegabytes: 50 });
  await compareLoaded(path, { ...base, contextLength: 2048 });
});

const gigabyte = 1e9;
const qwen = (): GgufHeader => {
  const path = join(folder, 'qwen.gguf');
  writeShapedModel(path, shapes['Qwen3 8B'] as Shape);
  return headerOf(path);
};

test('each layer is on one device, and what is on the card is not in memory', () => {
  const header = qwen();
  const none = estimateMemory({ header, settings: base, gpuLayers: 0 });
  const half = estimateMemory({ header, settings: base, gpuLayers: 19 });
  const all = estimateMemory({ header, settings: base, gpuLayers: 1000 });
  expect(none.gpuModelBytes + none.gpuKvBytes + none.gpuComputeBytes).toBe(0);
  expect(half.modelBytes + half.gpuModelBytes).toBe(none.modelBytes);
  expect(half.gpuKvBytes).toBe(none.kvBytes / 2);
  expect(all).toMatchObject({ kvBytes: 0, gpuKvBytes: none.kvBytes, gpuLayers: 37, layerCount: 37 });
});

test('as many layers as fit go to the card', () => {
  const header = qwen();
  const layersWith = (freeGigabytes: number) =>
    chooseGpuLayers({
      header,
      settings: { ...base, gpuLayers: 'auto' },
      free: {
        freeBytes: 32 * gigabyte,
        totalBytes: 32 * gigabyte,
        gpu: { freeBytes: freeGigabytes * gigabyte, totalBytes: 24 * gigabyte },
      },
    });
  expect(layersWith(24)).toBe(37);
  expect(layersWith(4)).toBeGreaterThan(5);
  expect(layersWith(4)).toBeLessThan(37);
  expect(layersWith(0.5)).toBe(0);
  const withoutCard = { freeBytes: 32 * gigabyte, totalBytes: 32 * gigabyte };
  expect(chooseGpuLayers({ header, settings: { ...base, gpuLayers: 'auto' }, free: withoutCard })).toBe(0);
  expect(
    chooseGpuLayers({ header, settings: { ...base, gpuLayers: 12 }, free: { ...withoutCard, gpu: { freeBytes: 1, totalBytes: 1 } } }),
  ).toBe(12);
});

test.each([
  ['gpu', 37, 16, 24],
  ['partly', 20, 16, 24],
  ['memory', 0, 16, 0],
  ['tight', 0, 6, 0],
  ['too-large', 0, 6, 0, 6],
  ['too-large', 37, 16, 4],
])('a model of 6 GB: %s (%i layers on the card, %i GB of memory and %i GB on the card free)', (fit, gpuLayers, memory, gpu, total = 16) => {
  const estimate = estimateMemory({ header: qwen(), settings: base, gpuLayers });
  const card = gpu === 0 ? {} : { gpu: { freeBytes: gpu * gigabyte, totalBytes: gpu * gigabyte } };
  expect(describeFit(estimate, { freeBytes: memory * gigabyte, totalBytes: total * gigabyte, ...card })).toBe(fit);
});
