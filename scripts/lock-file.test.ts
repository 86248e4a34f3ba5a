/** An incomplete lock file breaks the install on systems other than the one it was written on, where nobody notices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
  resolved?: string;
}

const root = join(import.meta.dirname, '..');
const readJson = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const packages: Record<string, LockedPackage> = readJson('package-lock.json').packages;

/** As Node looks it up: in the dependent's own node_modules, then in each one above. */
function isLocked(dependent: string, name: string): boolean {
  for (let folder = dependent; ; folder = folder.includes('/node_modules/') ? folder.slice(0, folder.lastIndexOf('/node_modules/')) : '') {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

test("every platform's binaries are in the lock file", () => {
  const missing = Object.entries(packages).flatMap(([dependent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(dependent, name)),
  );
  expect(missing).toEqual([]);
});

test('every package with an install script was judged', () => {
  const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScript.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  // fsevents (macOS only) brings its binary along.
  const judged = [...Object.keys(readJson('package.json').allowScripts), 'fsevents'];
  expect(names.filter((name) => !judged.includes(name))).toEqual([]);
});

test('the lock file names no registry, so that it works behind any', () => {
  const named = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined && /^https?:/.test(resolved));
  expect(named.map(([path]) => path)).toEqual([]);
});

test('all that is bundled is a development dependency', () => {
  expect(Object.keys(readJson('package.json').dependencies).sort()).toEqual(['koffi', 'node-llama-cpp']);
});
