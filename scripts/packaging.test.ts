/** The packager itself cannot run everywhere, so what it would be given is checked against its own rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

interface Configuration {
  asarUnpack: string[];
  files: unknown;
  extraResources: { from: string; to: string }[];
  icon: string;
  electronFuses: Record<string, boolean>;
  [platform: string]: unknown;
}

async function readConfiguration(): Promise<Configuration> {
  const { getConfig } = require('app-builder-lib/out/util/config/config');
  return getConfig(root, 'electron-builder.yml', null);
}

async function validate(configuration: unknown): Promise<void> {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
  const { DebugLogger } = require('builder-util');
  await validateConfiguration(configuration, new DebugLogger(false));
}

test("electron-builder's own schema accepts electron-builder.yml, and would refuse a wrong key", async () => {
  const configuration = await readConfiguration();
  await validate(configuration);
  await expect(validate({ ...configuration, mac: { tarjet: 'dmg' } })).rejects.toThrow(/configuration\.mac/);
});

test('an installer is made for each system, with only its own binaries outside the archive', async () => {
  const configuration = await readConfiguration();
  expect(configuration.asarUnpack).toEqual(expect.arrayContaining(['node_modules/@node-llama-cpp/**', 'node_modules/@koromix/**']));
  expect(JSON.stringify(configuration.files)).toContain('!node_modules/node-llama-cpp/llama/gitRelease.bundle');
  for (const [platform, folder, library] of [
    ['win', 'win-', 'koffi-win32-'],
    ['mac', 'mac-', 'koffi-darwin-'],
    ['linux', 'linux-', 'koffi-linux-'],
  ] as const) {
    const { files } = configuration[platform] as { files: string[] };
    expect(files).toEqual([`node_modules/@node-llama-cpp/${folder}\${arch}*/**`, `node_modules/@koromix/${library}\${arch}/**`]);
  }
});

test('every fuse is set, and only running as Node is left possible', async () => {
  const { electronFuses } = await readConfiguration();
  expect(electronFuses).toEqual({
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('everything the host starts by its file name is built, and goes into the archive', async () => {
  const { files } = await readConfiguration();
  expect(JSON.stringify(files)).toContain('out/**');
  const started = ['runner.js', 'hash-worker.js', 'header-worker.js'];
  const source = readFileSync(join(root, 'electron/app.ts'), 'utf8');
  expect([...source.matchAll(/join\(outDirectory, '([^']+\.js)'\)/g)].map(([, name]) => name)).toEqual(started);
  const { default: config } = await import('../vite.config.ts');
  const { host } = (config as unknown as { environments: { host: { build: { rolldownOptions: { input: Record<string, string> } } } } })
    .environments;
  for (const name of started) {
    const entry = host.build.rolldownOptions.input[name.replace(/\.js$/, '')];
    expect(entry && existsSync(join(root, entry)), name).toBe(true);
  }
});

test('everything read from resources/ by the services is packed', async () => {
  const { extraResources } = await readConfiguration();
  const source = readFileSync(join(root, 'electron/app.ts'), 'utf8') + readFileSync(join(root, 'electron/main.ts'), 'utf8');
  const read = [...source.matchAll(/join\(resourcesFolder, '([^']+)'\)/g)].map(([, name]) => name);
  expect(read.length).toBeGreaterThan(2);
  expect(extraResources.map(({ to }) => to)).toEqual(expect.arrayContaining(read));
});

test('third-party notices name every package that the built app is made of', () => {
  const notices = readFileSync(join(root, 'docs/third-party-notices.md'), 'utf8');
  const rows = [...notices.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = '']) => names.split(/, | and /));
  // Under the names that people know them by.
  const known: Record<string, string> = {
    ...{ '@orpc/client': 'oRPC', '@orpc/contract': 'oRPC', '@orpc/server': 'oRPC', electron: 'Electron', katex: 'KaTeX' },
    ...{ react: 'React', 'react-dom': 'React DOM', 'radix-ui': 'Radix UI', '@tanstack/react-virtual': 'TanStack Virtual', shiki: 'Shiki' },
  };
  const packages = importedPackages(['electron', 'shared', 'renderer']);
  expect(packages).toEqual(expect.arrayContaining(['undici', '@huggingface/hub']));
  expect(packages.map((name) => known[name] ?? name).filter((name) => !rows.includes(name))).toEqual([]);
});

/** By name, of all sources but tests and what only they use. Types alone are not in what is built. */
function importedPackages(folders: string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((path) => /\.tsx?$/.test(path) && !/\.test\.|[\\/]test-|read-source/.test(path));
  const found = sources.flatMap((path) => [
    ...readFileSync(join(root, path), 'utf8')
      .replaceAll(/^import type [^;]*;/gm, '')
      .matchAll(/(?:^(?:import|export|\})[^'\n]* from |\bimport\()'((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?'/gm),
  ]);
  return [...new Set(found.map(([, name = '']) => name))].filter((name) => !name.startsWith('node:')).sort();
}

test('what the installers take from resources/ is there', async () => {
  const { extraResources, icon } = await readConfiguration();
  for (const path of [icon, ...extraResources.map(({ from }) => from)]) expect(existsSync(join(root, path)), path).toBe(true);
  // Windows and macOS want at least 512 by 512: width and height stand in the PNG's first chunk.
  const png = readFileSync(join(root, icon));
  expect(Math.min(png.readUInt32BE(16), png.readUInt32BE(20))).toBeGreaterThanOrEqual(512);
});
