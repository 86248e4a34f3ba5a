import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // On two cores the usual number is one, which leaves the other idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{electron,shared,scripts,e2e}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'page', environment: 'happy-dom', include: ['renderer/**/*.test.{ts,tsx}'], testTimeout: 30_000 } },
    ],
  },
});
