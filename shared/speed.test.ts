import { expect, test } from 'vitest';
import type { GgufHeader, GgufTensor, GgufValue } from './gguf.ts';
import { gpuBandwidth } from './gpu-bandwidth.ts';
import { fitByParameters } from './list-fit.ts';
import { bytesPerToken, expectSpeed, findSpeed, type ReachedSpeed } from './speed.ts';

const f16 = 1;
const settings = { contextLength: 8192, kvCacheType: 'f16', flashAttention: 'on' } as const;

/** Two layers of one attention matrix each, f16, and what the test adds. */
function header(metadata: Record<string, GgufValue>, tensors: Record<string, number[]> = {}): GgufHeader {
  const all = { 'token_embd.weight': [1000, 500], 'blk.0.attn_k.weight': [1000, 100], 'blk.1.attn_k.weight': [1000, 100], ...tensors };
  return {
    version: 3,
    metadata: { 'general.architecture': 'llama', 'llama.block_count': 2, 'llama.embedding_length': 1000, ...metadata },
    tensors: Object.entries(all).map(([name, shape]): GgufTensor => ({ name, shape, type: f16, offset: 0 })),
    dataOffset: 0,
    alignment: 32,
  };
}

/** Keys and values of 100 elements for 2,048 tokens, in two layers. */
const kept = 2 * 2048 * 200 * 2;
const layers = 2 * 1000 * 100 * 2;

test('a token reads the layers, the output and the conversation, but not the embeddings', () => {
  const output = { 'output.weight': [1000, 500] };
  const bytes = bytesPerToken({ header: header({}, output), settings, gpuLayers: 0 });
  expect(bytes).toEqual({ memoryBytes: layers + kept + 1000 * 500 * 2, gpuBytes: 0 });
});

test('embeddings that serve as output are read', () => {
  expect(bytesPerToken({ header: header({}), settings, gpuLayers: 0 }).memoryBytes).toBe(layers + kept + 1000 * 500 * 2);
});

test('of the experts a token reads those that it uses', () => {
  const experts = { 'blk.0.ffn_up_exps.weight': [1000, 10, 16] };
  const dense = bytesPerToken({ header: header({}), settings, gpuLayers: 0 });
  const sparse = bytesPerToken({
    header: header({ 'llama.expert_count': 16, 'llama.expert_used_count': 2 }, experts),
    settings,
    gpuLayers: 0,
  });
  expect(sparse.memoryBytes - dense.memoryBytes).toBe((1000 * 10 * 16 * 2 * 2) / 16);
});

test('layers on the card are read there, the output first', () => {
  const whole = bytesPerToken({ header: header({}), settings, gpuLayers: 3 });
  const half = bytesPerToken({ header: header({}), settings, gpuLayers: 2 });
  expect(whole.memoryBytes).toBe(0);
  expect(half.memoryBytes).toBe((layers + kept) / 2);
  expect(half.memoryBytes + half.gpuBytes).toBe(whole.gpuBytes);
});

test('the times of both memories add up, and an unknown one leaves nothing to say', () => {
  const card = { gpus: [{ name: 'NVIDIA GeForce RTX 3060', memoryBytes: 12e9 }], memoryBandwidth: 40e9 };
  const onCard = expectSpeed({ memoryBytes: 0, gpuBytes: 3.6e9 }, card) ?? 0;
  const inMemory = expectSpeed({ memoryBytes: 4e9, gpuBytes: 0 }, card) ?? 0;
  expect(onCard).toBeCloseTo(1 / (0.01 / 0.75 + 0.0005));
  expect(inMemory).toBeCloseTo(1 / (0.1 / 0.75 + 0.0005));
  expect(expectSpeed({ memoryBytes: 4e9, gpuBytes: 3.6e9 }, card)).toBeCloseTo(1 / (1 / onCard + 1 / inMemory - 0.0005));
  expect(expectSpeed({ memoryBytes: 1e9, gpuBytes: 0 }, { gpus: [] })).toBeUndefined();
  expect(expectSpeed({ memoryBytes: 0, gpuBytes: 1e9 }, { gpus: card.gpus })).toBeGreaterThan(0);
});

test('cards are known by their longest name; those without memory of their own have that of the computer', () => {
  expect(gpuBandwidth('NVIDIA GeForce RTX 4070 Ti SUPER')).toBe(672e9);
  expect(gpuBandwidth('NVIDIA GeForce RTX 4070 Laptop GPU')).toBe(256e9);
  expect(gpuBandwidth('Apple M2 Max')).toBe(400e9);
  expect(gpuBandwidth('Intel(R) UHD Graphics 770')).toBeUndefined();
  expect(gpuBandwidth('Some Card of Tomorrow')).toBe(256e9);
});

const row: ReachedSpeed = { file: 'a', settings: 's', gpuLayers: 0, tokensPerSecond: 10, expected: 20 };

test('measured for the same file and settings, then for the nearest settings of that file', () => {
  const wish = { file: 'a', settings: 's', gpuLayers: 0, expected: 40 };
  expect(findSpeed(wish, [row])).toEqual({ tokensPerSecond: 10, basis: 'measured' });
  expect(findSpeed({ ...wish, settings: 'other' }, [row])).toEqual({ tokensPerSecond: 20, basis: 'measured' });
});

test('else expected, times the median of what this device reached of its expectation', () => {
  const others = [row, { ...row, tokensPerSecond: 12 }, { ...row, tokensPerSecond: 200 }, { ...row, gpuLayers: 9, tokensPerSecond: 1 }];
  const wish = { file: 'b', settings: 's', gpuLayers: 0, expected: 100 };
  expect(findSpeed(wish, others)).toEqual({ tokensPerSecond: 60, basis: 'expected' });
  expect(findSpeed({ ...wish, gpuLayers: 40 }, others)?.tokensPerSecond).toBe(5);
  expect(findSpeed(wish, [])).toEqual({ tokensPerSecond: 100, basis: 'expected' });
  expect(findSpeed({ ...wish, expected: undefined }, others)).toBeUndefined();
});

test.each([
  ['gpu', 24, 32, 8e9],
  ['partly', 8, 32, 14e9],
  ['memory', 0, 32, 14e9],
  ['memory', 2, 32, 20e9],
  ['tight', 0, 6, 14e9],
  ['too-large', 0, 32, 70e9],
])('%s: %i GB of card and %i GB of memory free, by parameters alone', (fit, card, memory, parameters) => {
  const gpu = card > 0 ? { gpu: { freeBytes: card * 1e9, totalBytes: card * 1e9 } } : {};
  expect(fitByParameters(parameters, { freeBytes: memory * 1e9, totalBytes: 32e9, ...gpu })).toBe(fit);
});
