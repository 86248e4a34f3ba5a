/** What a model is said to take before it is loaded, against what it then really takes: no more than a tenth off, never much too little. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { type Shape, writeShapedModel } from '../../../e2e/tiny-models/shaped-model.ts';
import type { LoadSettings } from '../../../shared/engine.ts';
import type { RunnerLoadOptions } from '../../runner/protocol.ts';
import type { MemoryUse } from '../../runner/test-memory-use.ts';
import { toRunnerOptions } from './load-settings.ts';
import { createTestEngine } from './test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shapes: Record<string, [Omit<Shape, 'contextLength'>, Partial<LoadSettings>]> = {
  'dense, grouped queries': [
    { architecture: 'qwen3', layers: 12, width: 1024, heads: 16, kvHeads: 8, headLength: 128, feedForward: 3072, vocabulary: 60_000 },
    {},
  ],
  experts: [
    {
      ...{
        architecture: 'qwen3moe',
        layers: 8,
        width: 1024,
        heads: 16,
        kvHeads: 4,
        headLength: 128,
        feedForward: 3072,
        vocabulary: 32_000,
      },
      experts: { count: 16, used: 4, feedForward: 768 },
    },
    {},
  ],
  'a window, and a large vocabulary that is input and output': [
    {
      ...{ architecture: 'gemma3', layers: 12, width: 1024, heads: 8, kvHeads: 4, headLength: 128, feedForward: 4096, vocabulary: 100_000 },
      ...{ slidingWindow: 512, hasTiedOutput: true },
    },
    {},
  ],
  'convolutions between attention': [
    {
      ...{ architecture: 'lfm2', layers: 12, width: 1536, heads: 24, kvHeads: 8, headLength: 64, feedForward: 4096, vocabulary: 65_536 },
      ...{ attentionEvery: 3, hasTiedOutput: true },
    },
    {},
  ],
  'a smaller KV cache': [
    { architecture: 'llama', layers: 16, width: 1280, heads: 20, kvHeads: 4, headLength: 64, feedForward: 5120, vocabulary: 32_000 },
    { kvCacheType: 'q8_0', flashAttention: 'on' },
  ],
};

/** A busy computer with two cores takes a minute for one of them. */
const mostMs = 300_000;

/**
 * Really used: what the engine counts for model and context, and by how much its process then grows while it reads a long question.
 * Weights are read into memory (no mmap), so that each is counted where it is.
 */
test.each(Object.entries(shapes))(
  '%s',
  async (name, [shape, given]) => {
    const path = join(folder, 'shaped.gguf');
    try {
      const { sizeBytes } = writeShapedModel(path, { ...shape, contextLength: 32_768 } as Shape);
      expect(sizeBytes).toBeGreaterThan(150e6);
      const { engine } = createTestEngine({ shaped: path });
      const wish = { contextLength: 4096, useMmap: false, ...given };
      const { settings, totalBytes } = await engine.estimate({ modelId: 'shaped', settings: wish });
      await engine.dispose();
      const { engineBytes, growthBytes } = await measure(toRunnerOptions({ ...settings, gpuLayers: 0, threads: 2 }, path));
      const usedBytes = engineBytes + growthBytes;
      expect(totalBytes / usedBytes, `${name}: ${totalBytes} estimated, ${engineBytes} + ${growthBytes} used`).toBeGreaterThan(0.95);
      expect(totalBytes / usedBytes, `${name}: ${totalBytes} estimated, ${engineBytes} + ${growthBytes} used`).toBeLessThan(1.1);
    } finally {
      rmSync(path, { force: true });
    }
  },
  mostMs,
);

/** In a process of its own, which ends itself by SIGKILL once it has told. */
async function measure(options: RunnerLoadOptions): Promise<MemoryUse> {
  const program = fileURLToPath(new URL('../../runner/test-memory-use.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, ['--expose-gc', program, JSON.stringify(options)]);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
