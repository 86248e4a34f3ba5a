import { defineConfig } from '@playwright/test';
import type { HostOptions } from './e2e/fixtures.ts';

export default defineConfig<HostOptions>({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/browser.ts',
  // Engines share the processor with the browsers: more at once would only make each slower.
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }], ['./e2e/loud-skips.ts']],
  outputDir: 'test-results/e2e',
  // For a machine that hangs; no test asserts a time.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  projects: [
    // The same specs for both; the few that make sense on one host only carry its tag.
    { name: 'browser', use: { hostKind: 'browser' }, grepInvert: /@desktop/ },
    { name: 'desktop', use: { hostKind: 'desktop' }, grepInvert: /@browser/ },
  ],
});
