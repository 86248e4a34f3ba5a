import { expect, test } from 'vitest';
import { StepLoop } from './step-loop.ts';

/** Work that notes each of its steps in `log` as "name:prompt tokens". */
function createWork(log: string[], options: { name: string; rank: number; promptTokens?: number; steps?: number }) {
  let left = options.promptTokens ?? 0;
  let steps = options.steps ?? 0;
  return {
    rank: options.rank,
    promptTokensLeft: () => left,
    async step(chunkSize: number) {
      const taken = Math.min(left, chunkSize);
      log.push(`${options.name}:${taken}`);
      await new Promise((resolve) => setImmediate(resolve));
      left -= taken;
      if (taken === 0) steps -= 1;
      return left > 0 || steps > 0;
    },
  };
}

test('all who write take part in every step, in the order of their sequences', async () => {
  const log: string[] = [];
  const loop = new StepLoop();
  await Promise.all([2, 0, 1].map((rank) => loop.run(createWork(log, { name: String(rank), rank, steps: 3 }))));
  expect(log).toEqual(['0:0', '1:0', '2:0', '0:0', '1:0', '2:0', '0:0', '1:0', '2:0']);
});

test('a long prompt takes one chunk per step while others write', async () => {
  const log: string[] = [];
  const loop = new StepLoop();
  await Promise.all([
    loop.run(createWork(log, { name: 'writes', rank: 0, steps: 2 })),
    loop.run(createWork(log, { name: 'reads', rank: 1, promptTokens: 250 })),
  ]);
  expect(log.slice(0, 3)).toEqual(['writes:0', 'reads:128', 'writes:0']);
});

test('short prompts share a step, a prompt that is too long for it waits', async () => {
  const log: string[] = [];
  const loop = new StepLoop();
  const sizes = { a: 60, b: 60, c: 60 };
  await Promise.all(Object.entries(sizes).map(([name, promptTokens], rank) => loop.run(createWork(log, { name, rank, promptTokens }))));
  expect(log).toEqual(['a:60', 'b:60', 'c:60']);
});

test('work that fails ends alone', async () => {
  const log: string[] = [];
  const loop = new StepLoop();
  const failing = { rank: 0, promptTokensLeft: () => 0, step: async () => Promise.reject(new Error('broken')) };
  const [failed, fine] = await Promise.allSettled([loop.run(failing), loop.run(createWork(log, { name: 'fine', rank: 1, steps: 2 }))]);
  expect(failed.status).toBe('rejected');
  expect(fine.status).toBe('fulfilled');
  expect(log).toHaveLength(2);
});
