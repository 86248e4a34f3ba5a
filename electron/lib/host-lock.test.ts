import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HostAddress, type HostLock, lockHost } from './host-lock.ts';

let home: string;
const held: HostLock[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-lock-'));
});
afterEach(() => {
  for (const lock of held.splice(0)) lock.release();
  rmSync(home, { recursive: true });
});

const address: HostAddress = { kind: 'browser', pid: process.pid, port: 4711, token: 'secret' };

async function take(): Promise<HostLock> {
  const result = await lockHost(home);
  if (!('lock' in result)) throw new Error('the data folder is held');
  held.push(result.lock);
  return result.lock;
}

test('a second host of the same data folder learns where the first one listens', async () => {
  (await take()).publish(address);
  expect(await lockHost(home)).toEqual({ live: address });
});

test('the secret can be read by its owner only', async () => {
  (await take()).publish(address);
  expect(statSync(join(home, 'host.json')).mode & 0o077).toBe(0);
});

test('a released folder is free again, and tells nobody of the old address', async () => {
  const first = await take();
  first.publish(address);
  first.release();
  await take();
  expect(() => statSync(join(home, 'host.json'))).toThrow();
});

test('who comes while the first host still starts waits for its address', async () => {
  const first = await take();
  const second = lockHost(home);
  setTimeout(() => first.publish(address), 150);
  expect(await second).toEqual({ live: address });
});

test('the folder of a killed host is taken over', async () => {
  const program = `
    const { lockHost } = await import(${JSON.stringify(join(import.meta.dirname, 'host-lock.ts'))});
    const { lock } = await lockHost(${JSON.stringify(home)});
    lock.publish({ kind: 'browser', pid: process.pid, port: 1, token: 't' });
    console.log('held');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  expect(await lockHost(home)).toMatchObject({ live: { pid: other.pid } });
  other.kill('SIGKILL');
  await new Promise((resolve) => other.once('exit', resolve));
  await take();
});

test('a damaged host.json of a dead host is no obstacle', async () => {
  writeFileSync(join(home, 'host.json'), '{ "pid": ');
  await take();
});

test('a damaged lock file is no obstacle', async () => {
  writeFileSync(join(home, 'host.lock'), 'no database at all '.repeat(100));
  (await take()).publish(address);
  expect(await lockHost(home)).toEqual({ live: address });
});
