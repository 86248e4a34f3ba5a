/** A program for tests: loads a model as the runner does, reads a long question, and tells what memory it took. Its argument: RunnerLoadOptions as JSON. */
import { workingBytes } from '../../shared/memory.ts';
import { loadNodeLlamaCore } from './node-llama-core.ts';
import type { RunnerLoadOptions } from './protocol.ts';

/** What tests compare with an estimate, in bytes. */
export interface MemoryUse {
  /** The engine's own figures of weights and context. */
  engineBytes: number;
  /** By how much the process grows from ready to the end of a long question: its working room. */
  growthBytes: number;
}

/** Resident bytes without what JavaScript has left lying about. */
function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function measure(options: RunnerLoadOptions): Promise<MemoryUse> {
  const core = await loadNodeLlamaCore(options, () => {});
  const ready = residentBytes();
  const tokens = Array.from({ length: Math.min(1100, options.contextLength - 64) }, (_, index) => 1 + (index % 97));
  for (const sequence of core.sequences) {
    await sequence.prefill(tokens, { signal: new AbortController().signal, onProgress: () => {} });
  }
  return { engineBytes: core.memoryBytes - workingBytes, growthBytes: Math.max(0, residentBytes() - ready) };
}

const use = await measure(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${JSON.stringify(use)}\n`, () => process.kill(process.pid, 'SIGKILL'));
