// Builds out/ where it is missing, or older than a source of a checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './own-node.mjs';

const sources = ['electron', 'renderer', 'shared', 'package.json', 'vite.config.ts'];
const outputs = [
  'out/main.js',
  'out/headless.js',
  'out/runner.js',
  'out/hash-worker.js',
  'out/header-worker.js',
  'out/preload.cjs',
  'out/renderer/index.html',
];

function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => !/\.test\.tsx?$/.test(name));
  // A folder's own time tells of files that were taken away.
  return Math.max(stat.mtimeMs, ...names.map((name) => newestChange(join(path, name))));
}

function isBuilt() {
  const files = outputs.map((name) => join(root, name));
  if (!files.every((file) => existsSync(file))) return false;
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs));
  return sources.every((name) => newestChange(join(root, name)) <= oldest);
}

/** Returns when out/ can be run. Ends the process with a sentence when it cannot be built. */
export function ensureBuilt() {
  const isCheckout = existsSync(join(root, 'vite.config.ts'));
  if (!isCheckout || isBuilt()) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  if (!existsSync(vite)) {
    console.error(`Alcove is not built yet, and its tools are missing. Run "npm install" in ${root}.`);
    process.exit(1);
  }
  console.error('Building Alcove ...');
  const { status } = spawnSync(findNode(), [vite, 'build', '--app', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error('Alcove could not be built; the lines above tell why.');
    process.exit(1);
  }
}
