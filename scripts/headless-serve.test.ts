/** `alcove serve` as a person, a script or a service manager starts it: the built command line, real processes and signals. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCommands, ensureBuilt, type Started } from './test-command.ts';

let home: string;
const commands = createCommands();

beforeAll(ensureBuilt, 120_000);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-serve-'));
});
afterEach(async () => {
  commands.killAll();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const start = (...args: string[]): Started =>
  commands.start(args, { home, environment: { ...process.env, HF_ENDPOINT: 'http://127.0.0.1:9' } });

const listening = /Listening on (http:\/\/\S+)/;

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it answers as soon as it says so, and %s ends it with 0, open connections included',
  async (signal) => {
    const command = start('serve', '--port', '0');
    const [, address = ''] = await command.says(listening);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(address)).text()).toBe('Alcove is running');
    expect((await fetch(`${address}/v1/models`)).status).toBe(200);
    command.child.kill(signal);
    expect(await command.ended).toMatchObject({ code: 0 });
    await expect(fetch(address)).rejects.toThrow();
  },
);

test('a port that is taken is said with a free one, and the exit code is 1', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stdout, stderr } = await start('serve', '--port', String(port)).ended;
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(new RegExp(`^Port ${port} is in use`));
  expect(stderr).toMatch(/--port \d+/);
  await new Promise((resolve) => other.close(resolve));
});

test('an address that is not of this computer, and one that is none', async () => {
  expect(await start('serve', '--port', '0', '--host', '203.0.113.7').ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no address 203.0.113.7'),
  });
  expect(await start('serve', '--host', 'everywhere').ended).toMatchObject({ code: 2, stdout: '' });
});

test('--require-key makes the first key and says it once; --cors lets pages in; the settings stay as they were', async () => {
  const command = start('serve', '--port', '0', '--require-key', '--cors', 'https://chat.example');
  const [, address = ''] = await command.says(listening);
  const [key = ''] = await command.says(/ak-[\w-]+/);
  const status = async (headers: Record<string, string>) => (await fetch(address, { headers })).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
  expect(await status({ authorization: `Bearer ${key}`, origin: 'https://chat.example' })).toBe(200);
  expect(await status({ authorization: `Bearer ${key}`, origin: 'https://other.example' })).toBe(403);
  command.child.kill('SIGTERM');
  await command.ended;
  const again = start('serve', '--port', '0');
  const [, open = ''] = await again.says(listening);
  expect((await fetch(open)).status).toBe(200);
});

test('where an Alcove is open, that one serves, and goes on when the command has ended', async () => {
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ hasFinishedFirstStart: true }));
  const page = start('serve-ui');
  await page.says(/token=/);
  const { code, stdout } = await start('serve', '--port', '0').ended;
  expect(code).toBe(0);
  expect(stdout).toContain('The Alcove that is open serves');
  const address = listening.exec(stdout)?.[1] ?? '';
  expect((await fetch(address)).status).toBe(200);
  const elsewhere = await start('serve', '--port', '1').ended;
  expect(elsewhere).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`serves already, at ${address}`) });
  page.child.kill('SIGTERM');
  expect(await page.ended).toMatchObject({ code: 0 });
  await expect(fetch(address)).rejects.toThrow();
});

test('with "Start with Alcove" the page’s host serves from its start, and a taken port does not keep it from starting', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ serverAtStart: true, serverPort: port }));
  const taken = start('serve-ui');
  await taken.says(/token=/);
  taken.child.kill('SIGTERM');
  expect(await taken.ended).toMatchObject({ code: 0 });
  await new Promise((resolve) => other.close(resolve));
  const free = start('serve-ui');
  await free.says(/token=/);
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);
});
