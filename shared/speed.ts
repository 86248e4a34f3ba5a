/**
 * How fast a model would write: each token reads the weights that it uses and what is kept of the conversation once, and memory
 * gives so many bytes a second. What models reached on this computer corrects it.
 */
import type { LoadSettings, Speed } from './engine.ts';
import { rowSizeBytes } from './ggml-types.ts';
import type { GgufHeader } from './gguf.ts';
import { gpuBandwidth } from './gpu-bandwidth.ts';
import { describeLayers, type LayerFacts, type ModelFacts } from './memory-layers.ts';
import type { Hardware } from './system.ts';

/** Bytes that one token reads, by device. */
export interface TokenBytes {
  memoryBytes: number;
  gpuBytes: number;
}

type SpeedSettings = Pick<LoadSettings, 'contextLength' | 'kvCacheType' | 'flashAttention'>;

/** Tokens of a conversation of usual length. */
const usualFill = 2048;
/** What llama.cpp reaches of a memory's full speed, and what one token costs beside reading. */
const reached = 0.75;
const secondsBesides = 0.0005;

/** `gpuLayers` counts as llama.cpp does, see memory.ts. Of the embeddings a token reads one row; of the experts those it uses. */
export function bytesPerToken(options: { header: GgufHeader; settings: SpeedSettings; gpuLayers: number }): TokenBytes {
  const facts = describeLayers(options.header);
  const firstOnGpu = facts.layers.length + 1 - options.gpuLayers;
  const bytes: TokenBytes = { memoryBytes: 0, gpuBytes: 0 };
  for (const [index, layer] of facts.layers.entries()) {
    const read = layer.weightBytes - layer.expertBytes * (1 - facts.expertShare) + keptBytes(layer, facts, options.settings);
    bytes[index >= firstOnGpu ? 'gpuBytes' : 'memoryBytes'] += read;
  }
  bytes[options.gpuLayers > 0 ? 'gpuBytes' : 'memoryBytes'] += facts.outputBytes + facts.sharedOutputBytes;
  return bytes;
}

function keptBytes(layer: LayerFacts, { window }: ModelFacts, settings: SpeedSettings): number {
  const fill = Math.min(usualFill, settings.contextLength);
  const tokens = layer.hasWindow ? Math.min(fill, window) : fill;
  const keyType = settings.kvCacheType.toUpperCase();
  const valueType = settings.flashAttention === 'off' ? 'F16' : keyType;
  return tokens * (rowSizeBytes(keyType, layer.keyLength) + rowSizeBytes(valueType, layer.valueLength)) + layer.stateBytes;
}

/** Tokens a second of one answer at a time; undefined when a speed that matters is not known. */
export function expectSpeed(
  { memoryBytes, gpuBytes }: TokenBytes,
  hardware: Pick<Hardware, 'gpus' | 'memoryBandwidth'>,
): number | undefined {
  const { memoryBandwidth = 0 } = hardware;
  if (memoryBytes + gpuBytes <= 0) return undefined;
  // Layers are spread over all cards and follow one another.
  const cards = hardware.gpus.map(({ name }) => gpuBandwidth(name) ?? memoryBandwidth);
  const secondsPerByteOnGpu = cards.reduce((sum, bandwidth) => sum + 1 / bandwidth, 0) / cards.length;
  const reading = (memoryBytes > 0 ? memoryBytes / memoryBandwidth : 0) + (gpuBytes > 0 ? gpuBytes * secondsPerByteOnGpu : 0);
  return Number.isFinite(reading) ? 1 / (reading / reached + secondsBesides) : undefined;
}

/** What a model reached here. */
export interface ReachedSpeed {
  file: string;
  /** Names the load settings that matter. */
  settings: string;
  gpuLayers: number;
  tokensPerSecond: number;
  /** What expectSpeed said; undefined: nothing. */
  expected: number | undefined;
}

/** Measured where this file was used on the same device, else expected times what the other files' speeds were of theirs. */
export function findSpeed(
  wish: { file: string | undefined; settings: string; gpuLayers: number; expected: number | undefined },
  reachedBefore: readonly ReachedSpeed[],
): Speed | undefined {
  const sameDevice = reachedBefore.filter(({ gpuLayers }) => gpuLayers > 0 === wish.gpuLayers > 0);
  const own = sameDevice.filter(({ file }) => file === wish.file);
  const same = own.find(({ settings }) => settings === wish.settings);
  if (same) return { tokensPerSecond: same.tokensPerSecond, basis: 'measured' };
  const [nearest] = own.toSorted((a, b) => Math.abs(a.gpuLayers - wish.gpuLayers) - Math.abs(b.gpuLayers - wish.gpuLayers));
  if (nearest) {
    const change = nearest.expected !== undefined && wish.expected !== undefined ? wish.expected / nearest.expected : 1;
    return { tokensPerSecond: nearest.tokensPerSecond * change, basis: 'measured' };
  }
  if (wish.expected === undefined) return undefined;
  const ratios = sameDevice.flatMap(({ tokensPerSecond, expected }) => (expected === undefined ? [] : [tokensPerSecond / expected]));
  return { tokensPerSecond: wish.expected * (median(ratios) ?? 1), basis: 'expected' };
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
