import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../e2e/tiny-models/scripted-model.ts';
import { starterFile } from '../../e2e/tiny-models/starter-file.ts';
import { defaultSampling } from '../../shared/sampling.ts';
import type { Core, Sequence } from './core.ts';
import type { RunnerLoadOptions } from './protocol.ts';
import { TestCores } from './test-core.ts';

const cores = new TestCores();
const { folder } = cores;
const load = (options: Partial<RunnerLoadOptions> & { path: string }): Promise<Core> => cores.load({ contextLength: 512, ...options });

afterAll(() => cores.dispose());

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
  const core = await load({ path: starterFile, slots: 2 });
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
  const core = await load({ path: starterFile, slots: 2 });
  const [first] = core.sequences as [Sequence];
  await write(core, first, core.vocabulary.tokenize('The quick brown fox'), 1);
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
    const core = await load({ path: starterFile, ...options });
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
