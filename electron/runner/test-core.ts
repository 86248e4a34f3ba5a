/** Real engines with small contexts, for tests: one thread, and everything is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from './core.ts';
import { loadNodeLlamaCore } from './node-llama-core.ts';
import type { RunnerLoadOptions } from './protocol.ts';

export class TestCores {
  /** For the files of a test. */
  readonly folder = mkdtempSync(join(tmpdir(), 'alcove-core-'));
  readonly #cores: Core[] = [];

  async load(options: Partial<RunnerLoadOptions> & { path: string }): Promise<Core> {
    const core = await loadNodeLlamaCore(
      { contextLength: 256, slots: 1, gpuLayers: 0, threads: 1, flashAttention: 'auto', kvCacheType: 'f16', useMmap: true, ...options },
      () => {},
    );
    this.#cores.push(core);
    return core;
  }

  async dispose(): Promise<void> {
    for (const core of this.#cores) await core.dispose();
    rmSync(this.folder, { recursive: true });
  }
}
