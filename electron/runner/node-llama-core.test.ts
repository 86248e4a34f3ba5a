import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../e2e/tiny-models/scripted-model.ts';
import { defaultSampling } from '../../shared/sampling.ts';
import type { Core, Sequence } from './core.ts';
import { loadNodeLlamaCore } from './node-llama-core.ts';
import type { RunnerLoadOptions } from './protocol.ts';

const starter = fileURLToPath(new URL('../../resources/starter/Alcove-Starter-135M-Q4_0.gguf', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'alcove-core-'));
const cores: Core[] = [];

afterAll(async () => {
  for (const core of cores) await core.dispose();
  rmSync(folder, { recursive: true });
});

async function load(options: Partial<RunnerLoadOptions> & { path: string }): Promise<Core> {
  const core = await loadNodeLlamaCore(
    { contextLength: 512, slots: 1, gpuLayers: 0, threads: 1, flashAttention: 'auto', kvCacheType: 'f16', useMmap: true, ...options },
    () => {},
  );
  cores.push(core);
  return core;
}

type Overrides = Partial<typeof defaultSampling> & { seed?: number };

async function write(core: Core, sequence: Sequence, tokens: number[], count: number, sampling: Overrides = {}) {
  const kept = await sequence.keepPrefix(tokens.slice(0, -1));
  await sequence.prefill(tokens.slice(kept, -1), { signal: new AbortController().signal, onProgress: () => {} });
  const written: number[] = [];
  await sequence.nextTokens(tokens.at(-1) ?? 0, {
    sampling: { ...defaultSampling, temperature: 0, repeatPenalty: 1, seed: 1, ...sampling },
    recentTokens: (most) => written.slice(-most),
    onToken: (token) => {
      written.push(token);
      return written.length < count;
    },
  });
  return { kept, text: core.vocabulary.detokenize(written, tokens) };
}

test('a kept state comes back and goes on as if it had never been away', async () => {
  const core = await load({ path: starter, slots: 2 });
  const [first, second] = core.sequences as [Sequence, Sequence];
  const tokens = core.vocabulary.tokenize('The quick brown fox jumps over the lazy dog. The quick brown fox');
  const expected = await write(core, first, tokens, 8);
  const file = join(folder, 'state.bin');
  await first.keepState(file);
  await second.restoreState(file);
  const again = await write(core, second, tokens, 8);
  expect(again.kept).toBe(tokens.length - 1);
  expect(again.text).toBe(expected.text);
});

test('a state file that was cut is refused instead of ending the process', async () => {
  const core = cores[0] as Core;
  const [first] = core.sequences as [Sequence];
  const file = join(folder, 'cut.bin');
  await first.keepState(file);
  truncateSync(file, 1000);
  await expect(first.restoreState(file)).rejects.toThrow('not what was written');
});

test('quantized caches, no flash attention and no mmap load and write', async () => {
  for (const options of [
    { kvCacheType: 'q8_0', flashAttention: 'on' },
    { kvCacheType: 'q4_0', flashAttention: 'off' },
    { useMmap: false },
  ] as const) {
    const core = await load({ path: starter, ...options });
    const { text } = await write(core, core.sequences[0] as Sequence, core.vocabulary.tokenize('Once upon a time'), 4);
    expect(text.length).toBeGreaterThan(3);
  }
});

test('DRY and the repeat penalty end a loop', async () => {
  const path = join(folder, 'loop.gguf');
  writeScriptedModel(path, { script: ['Again', ' and', ' on'], endless: true });
  const core = await load({ path });
  const sequence = core.sequences[0] as Sequence;
  const prompt = core.vocabulary.tokenize('Go');
  const plain = 'Again and on'.repeat(4);
  expect((await write(core, sequence, prompt, 12)).text).toBe(plain);
  expect((await write(core, sequence, prompt, 12, { dryMultiplier: 60, dryLastTokens: 256 })).text).not.toBe(plain);
  expect((await write(core, sequence, prompt, 12, { repeatPenalty: 10, frequencyPenalty: 2 })).text).not.toBe(plain);
  expect((await write(core, sequence, prompt, 90, { frequencyPenalty: 2, repeatLastTokens: 0 })).text).not.toBe('Again and on'.repeat(30));
});
