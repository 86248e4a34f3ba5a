// npm test: lint, types, unit tests, then the journeys in browser and desktop. The last line says how many tests there were.
// npm run test:long: the repeated and random promises (kills, damaged files, hostile bodies, many programs) at full counts only; see e2e/long-run.ts.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './own-node.mjs';

const node = findNode();
const results = { unit: 'test-results/unit.json', journeys: 'test-results/e2e.json' };

const isLong = process.argv.includes('--long');
const longTests = [
  'shared/gguf.test.ts',
  'electron/api/hostile-bodies.test.ts',
  'electron/api/many-clients.test.ts',
  'electron/services/chats/killed-host.test.ts',
  'electron/services/downloads/file-transfer-disk.test.ts',
  'electron/services/engine/crashes.test.ts',
  'electron/services/engine/schema-grammar/schema-grammar.test.ts',
];
if (isLong) process.env.ALCOVE_LONG = '1';

const bin = (file) => join(root, 'node_modules', file);
const vitest = [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results.unit}`];
const build = ['build', [bin('vite/bin/vite.js'), 'build', '--app', '--logLevel', 'error']];
const usualSteps = [
  ['lint', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
  ['types', [bin('typescript/bin/tsc'), '-b']],
  // Before the unit tests, too: some of them run the built host.
  build,
  ['unit tests', vitest],
  ['journeys', [bin('@playwright/test/cli.js'), 'test']],
];
const steps = isLong ? [build, ['long tests', [...vitest, ...longTests]]] : usualSteps;

for (const file of Object.values(results)) rmSync(join(root, file), { force: true });
const failedSteps = [];
for (const [name, args] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failedSteps.push(name);
}

/** Undefined when the step ended before it could write its results. */
function readResults(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}

const unit = readResults(results.unit);
const journeys = readResults(results.journeys)?.stats;
const passed = (unit?.numPassedTests ?? 0) + (journeys?.expected ?? 0) + (journeys?.flaky ?? 0);
const failed = (unit?.numFailedTests ?? 0) + (journeys?.unexpected ?? 0);
const skipped = (unit?.numPendingTests ?? 0) + (unit?.numTodoTests ?? 0) + (journeys?.skipped ?? 0);

if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}.`);
// A step that broke without a failed test, a lint say, counts as one.
const broken = failedSteps.length > 0 && failed === 0 ? failedSteps.length : 0;
console.log(`\n${passed} passed, ${failed + broken} failed, ${skipped} skipped`);
process.exitCode = failedSteps.length > 0 ? 1 : 0;
