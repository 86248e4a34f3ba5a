/** design.md's table of who may import whom, proven by offending files: each must be refused, its permitted neighbour must not. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Lints files that exist only here, all in one go, under the project's own rules. Answers each one's complaints. */
function lint(sources: Map<string, string>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-import-table-'));
  try {
    for (const name of ['biome.json', 'type-only.grit']) cpSync(join(root, name), join(folder, name));
    for (const [path, source] of sources) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=1000', '--reporter=github', '.'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const errors = stdout.split('\n').filter((line) => line.startsWith('::error'));
    return new Map([...sources.keys()].map((path) => [path, errors.filter((line) => line.includes(`${path},`)).join('\n')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const refused: [from: string, specifier: string][] = [
  ['shared/x.ts', 'node:fs'],
  ['shared/x.ts', 'react'],
  ['shared/x.ts', 'electron'],
  ['shared/x.ts', '../electron/platform.ts'],
  ['renderer/stores/x.ts', 'node:fs/promises'],
  ['renderer/stores/x.ts', '../../electron/platform.ts'],
  ['renderer/screens/chat/x.tsx', '@orpc/server'],
  ['renderer/ui/x.tsx', '../stores/ui.ts'],
  ['renderer/ui/x.tsx', '../rpc.ts'],
  ['renderer/ui/x.tsx', '../components/rail.tsx'],
  ['renderer/ui/x.tsx', 'zustand'],
  ['renderer/screens/chat/x.tsx', '../models/models-screen.tsx'],
  ['renderer/screens/chat/parts/x.tsx', '../../models/models-screen.tsx'],
  ['electron/services/chats/x.ts', 'electron'],
  ['electron/services/chats/x.ts', '../../desktop/window.ts'],
  ['electron/services/chats/x.ts', '../../../renderer/rpc.ts'],
  ['electron/services/chats/x.ts', 'node-llama-cpp'],
  ['electron/services/chats/x.ts', '../models/scan.ts'],
  ['electron/rpc/x.ts', 'electron'],
  ['electron/lib/x.ts', 'electron'],
  ['electron/api/x.ts', '../desktop/window.ts'],
  ['electron/cli/x.ts', 'electron'],
  ['electron/web/x.ts', '../../renderer/rpc.ts'],
  ['electron/headless.ts', 'electron'],
  ['electron/app.ts', './desktop/window.ts'],
  ['electron/runner/x.ts', '../services/engine/engine.ts'],
  ['electron/runner/x.ts', 'electron'],
  ['electron/worker/x.ts', 'electron'],
  ['electron/desktop/x.ts', '../../renderer/rpc.ts'],
  ['electron/main.ts', '../renderer/rpc.ts'],
];

const allowed: [from: string, specifier: string][] = [
  ['shared/x.ts', 'zod'],
  ['shared/x.ts', './errors.ts'],
  ['renderer/stores/x.ts', '../../shared/format.ts'],
  ['renderer/screens/chat/x.tsx', './parts/message.tsx'],
  ['renderer/screens/chat/x.tsx', '../../components/rail.tsx'],
  ['renderer/ui/x.tsx', 'radix-ui'],
  ['electron/services/chats/x.ts', '../models/models.ts'],
  ['electron/services/chats/x.ts', '../../lib/database.ts'],
  ['electron/services/chats/x.ts', 'node:path'],
  ['electron/runner/x.ts', 'node-llama-cpp'],
  ['electron/desktop/x.ts', 'electron'],
  ['electron/main.ts', 'electron'],
];

const rows = [...refused, ...allowed].map(([from, specifier], index) => ({
  name: `${from} ${specifier}`,
  // Beside each other in the room of the row, except where the row is about one file.
  path: from.replace(/\bx(\.tsx?)$/, `x${index}$1`),
  source: `import * as thing from '${specifier}';\nexport const x = thing;\n`,
}));

test('every row of the table is enforced, and what it permits is not refused', () => {
  const complaints = new Map<string, string>();
  // main.ts, app.ts and headless.ts stand in several rows: one pass each.
  for (let waiting = rows; waiting.length > 0; ) {
    const pass = waiting.filter(({ path }, index) => waiting.findIndex((other) => other.path === path) === index);
    const found = lint(new Map(pass.map(({ path, source }) => [path, source])));
    for (const { name, path } of pass) complaints.set(name, found.get(path) ?? '');
    waiting = waiting.filter((row) => !pass.includes(row));
  }
  const isRefused = ([from, specifier]: [string, string]) => complaints.get(`${from} ${specifier}`)?.includes('noRestrictedImports');
  expect(refused.filter((row) => !isRefused(row))).toEqual([]);
  expect(allowed.filter(isRefused)).toEqual([]);
});

test('the page takes contract and schemas as types only', () => {
  const values = [
    "import { contract } from '../../shared/contract.ts';\nexport const x = contract;\n",
    "import * as all from '../../shared/chats.ts';\nexport const x = all;\n",
    "export { settingsSchema } from '../../shared/settings.ts';\n",
    "export * from '../../shared/models.ts';\n",
    "export const x = import('../../shared/engine.ts');\n",
  ];
  const type = "import type { Contract } from '../../shared/contract.ts';\nexport type X = Contract;\n";
  const found = lint(new Map([...values, type].map((source, index) => [`renderer/stores/x${index}.ts`, source])));
  expect([...found.values()].map((complaint) => complaint.includes('as a type only'))).toEqual([true, true, true, true, true, false]);
});

test.each(['process.pid', 'window.name'])('%s in shared/ does not compile', (expression) => {
  const folder = join(root, 'node_modules/.cache/shared-knows-no-world');
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'shared/tsconfig.json'), 'utf8'));
  mkdirSync(folder, { recursive: true });
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { ...compilerOptions, outDir: 'out', rootDir: '.' },
    files: ['x.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compile = (source: string) => {
    writeFileSync(join(folder, 'x.ts'), source);
    return execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' });
  };
  expect(() => compile('export const x = 1;')).not.toThrow();
  expect(() => compile(`export const x = ${expression};`)).toThrow();
});
