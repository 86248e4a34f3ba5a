import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

test('a promise that nobody waited for is logged, and the host lives on', () => {
  const home = mkdtempSync(join(tmpdir(), 'alcove-bug-'));
  const load = (name: string) => `await import(${JSON.stringify(join(import.meta.dirname, name))})`;
  const options = { kind: 'command', home, outDirectory: join(root, 'out'), version: '0.0.0', resourcesFolder: join(root, 'resources') };
  const program = `
    const { startHost } = ${load('start-host.ts')};
    const { nodePlatform } = ${load('platform.ts')};
    const { host } = await startHost({ ...${JSON.stringify(options)}, platform: nodePlatform });
    void Promise.reject(new Error('stray'));
    await new Promise((resolve) => setImmediate(resolve));
    console.log('still here');
    await host.dispose();
    process.exit();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout, stderr).toBe('still here\n');
  expect(readFileSync(join(home, 'logs/alcove.log'), 'utf8')).toMatch(/ERROR A bug.*stray/);
  rmSync(home, { recursive: true });
});
