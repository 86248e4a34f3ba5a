/** The built command line against a hub: real processes, as a person or a script starts them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningHub, startHub } from '../e2e/hub-stand-in/hub.ts';
import { standardIds, standardRepositories } from '../e2e/hub-stand-in/standard-repositories.ts';
import type { FoundModel } from '../shared/hub.ts';

const root = join(import.meta.dirname, '..');
let folder: string;
let home: string;
let hub: RunningHub;
const running = new Set<ChildProcess>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-hub-'));
  execFileSync(process.execPath, ['--input-type=module', '-e', "(await import('./scripts/build.mjs')).ensureBuilt()"], { cwd: root });
}, 120_000);
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'alcove-cli-'));
  hub = await startHub({ repositories: standardRepositories(folder) });
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await hub.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** When stderr has said it. */
  says(text: string): Promise<void>;
}

function start(...args: string[]): Started {
  const { HF_TOKEN: _, HF_ENDPOINT: __, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'out/headless.js'), ...args, '--endpoint', hub.endpoint], {
    env: { ...env, ALCOVE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('close', (code) => {
        running.delete(child);
        resolve({ code, ...said });
      });
    }),
    says: (text) =>
      new Promise((resolve) => {
        const listen = () => said.stderr.includes(text) && resolve();
        listeners.add(listen);
        listen();
      }),
  };
}

const alcove = (...args: string[]) => start(...args).ended;

test('search shows what the hub has, as a table and as JSON, and no more than asked for', async () => {
  const { code, stdout } = await alcove('search', 'qwen3');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^REPOSITORY +PARAMETERS +DOWNLOADS +ON THIS COMPUTER\n/);
  expect(stdout).toMatch(new RegExp(`^${standardIds.thinker} +1\\.7B +[\\d,]+ +\\S+`, 'm'));
  const json = await alcove('search', 'qwen3', '--limit', '1', '--json');
  const found = JSON.parse(json.stdout) as (FoundModel & { fit: string })[];
  expect(found).toHaveLength(1);
  expect(found[0]?.fit).toBeTypeOf('string');
});

test('a hub that is not there is one sentence and exit code 1', async () => {
  await hub.close();
  const result = await alcove('search', 'qwen3');
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/^127\.0\.0\.1\S* does not accept connections\.\n$/);
  hub = await startHub();
});
