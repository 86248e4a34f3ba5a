/** The built command line, in plain Node. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './test-command.ts';

const root = join(import.meta.dirname, '..');
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-cli-'));
  ensureBuilt();
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Makes every import of 'electron' fail. */
const withoutElectron = `data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name === 'electron') throw new Error('electron was imported'); return next(name, context); } });",
)}`;

interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

function alcove(args: string[], input = ''): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', withoutElectron, join(root, 'out/headless.js'), ...args],
      { env: { ...process.env, ALCOVE_HOME: home } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

test('the built entry needs no electron', () => {
  expect(existsSync(join(root, 'out/headless.js'))).toBe(true);
  return expect(alcove(['--version'])).resolves.toMatchObject({ code: 0, stdout: '0.1.0\n' });
});

test('help is for people and lists every command', async () => {
  const { code, stdout } = await alcove(['--help']);
  expect(code).toBe(0);
  for (const name of ['serve-ui', 'serve', 'run', 'ls']) expect(stdout).toContain(name);
});

test('an unknown command names the nearest one and exits with 2', async () => {
  expect(await alcove(['rnu', 'x'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Nearest: alcove run') });
});

test('ls shows the starter, as a table and as JSON', async () => {
  expect((await alcove(['ls'])).stdout).toMatch(/^ID\s+NAME.*\nalcove-starter\s+Alcove Starter/);
  expect(JSON.parse((await alcove(['ls', '--json'])).stdout)).toEqual([
    expect.objectContaining({ id: 'alcove-starter', quantization: 'Q4_0' }),
  ]);
});

test('run answers on stdout, also to a piped prompt', async () => {
  const { code, stdout } = await alcove(['run', 'alcove-starter', 'What is the capital of France?']);
  expect(code).toBe(0);
  expect(stdout.trim()).not.toBe('');
  const piped = await alcove(['run', 'alcove-starter'], 'Say hello.\n');
  expect(piped.code).toBe(0);
  expect(piped.stdout.trim()).not.toBe('');
});

test('run with an unknown model says which is near, and nothing on stdout', async () => {
  expect(await alcove(['run', 'alcove-stater', 'hi'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('Nearest: alcove-starter'),
  });
});
