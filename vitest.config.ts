import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
