import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { basename } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ServerState } from '../../shared/server.ts';
import { ask, openTestServer, type TestServer } from './http/test-server.ts';

let open: TestServer | undefined;
let other: Server | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
  await new Promise<void>((resolve) => (other ? other.close(() => resolve()) : resolve()));
  other = undefined;
});

/** Another program's port. */
function takePort(): Promise<number> {
  return new Promise((resolve) => {
    const program = createServer();
    other = program.listen(0, '127.0.0.1', () => resolve((program.address() as AddressInfo).port));
  });
}

/** Waits for a state that fits. */
async function until({ server }: TestServer, fits: (state: ServerState['state']) => boolean): Promise<ServerState['state']> {
  for await (const { state } of server.watch()) if (fits(state)) return state;
  throw new Error('a watch never ends');
}

const isOn = ({ type }: ServerState['state']) => type === 'on';

test('off until somebody wants it, on with its address, off again: then nobody answers', async () => {
  open = openTestServer();
  expect(open.server.state).toEqual({ type: 'off' });
  await open.server.start({ port: 0 });
  const port = open.port();
  expect(open.server.state).toEqual({ type: 'on', addresses: [`http://127.0.0.1:${port}`] });
  expect((await ask(port)).status).toBe(200);
  await open.server.stop();
  expect(open.server.state).toEqual({ type: 'off' });
  await expect(ask(port)).rejects.toThrow();
});

test('a port that is taken: says which, who has it where the system tells, and one that is free; there it starts', async () => {
  const port = await takePort();
  open = openTestServer({ settings: { serverPort: port } });
  const failure = await open.server.start().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'server.port-taken', data: { port } });
  const { state } = open.server;
  if (state.type !== 'failed') throw new Error(state.type);
  const freePort = Number(state.error.data?.freePort);
  expect(freePort).toBeGreaterThan(port);
  if (process.platform === 'linux') expect(state.error.data?.program).toBe(basename(process.execPath));
  open.settings.update({ serverPort: freePort });
  await open.server.start();
  expect((await ask(freePort)).status).toBe(200);
});

test('an address that is not of this computer fails by name, and the state says so', async () => {
  open = openTestServer();
  await expect(open.server.start({ port: 0, host: '203.0.113.7' })).rejects.toMatchObject({ code: 'server.address-unknown' });
  expect(open.server.state).toMatchObject({ type: 'failed', error: { code: 'server.address-unknown', data: { host: '203.0.113.7' } } });
});

test('two starts at once are one, and a stop right behind a start ends it', async () => {
  open = openTestServer();
  await Promise.all([open.server.start({ port: 0 }), open.server.start({ port: 0 })]);
  const port = open.port();
  await open.server.start({ port: 0 });
  expect(open.port()).toBe(port);
  void open.server.stop();
  void open.server.start({ port: 0 });
  await open.server.stop();
  expect(open.server.state).toEqual({ type: 'off' });
});

test('a new port in the settings moves it at once; any other setting leaves it where a command has put it', async () => {
  open = openTestServer();
  await open.server.start({ port: 0 });
  const before = open.port();
  open.settings.update({ theme: 'dark' });
  expect((await ask(before)).status).toBe(200);
  const free = await takePort();
  await new Promise<void>((resolve) => other?.close(() => resolve()));
  other = undefined;
  open.settings.update({ serverPort: free });
  await until(open, (state) => state.type === 'on' && state.addresses[0] === `http://127.0.0.1:${free}`);
  expect((await ask(free)).status).toBe(200);
  await expect(ask(before)).rejects.toThrow();
});

test('a place of its own needs a key and lets pages in for this time only', async () => {
  open = openTestServer();
  await open.server.start({ port: 0, needsKey: true, origins: ['https://chat.example'] });
  expect((await ask(open.port(), { headers: { origin: 'https://chat.example' } })).status).toBe(401);
  expect((await ask(open.port(), { headers: { origin: 'https://other.example' } })).status).toBe(403);
  await open.server.stop();
  await open.server.start({ port: 0 });
  expect((await ask(open.port())).status).toBe(200);
  expect((await ask(open.port(), { headers: { origin: 'https://chat.example' } })).status).toBe(403);
});

const networkAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test.skipIf(networkAddress === undefined)(
  'on the network other devices are answered with a key only; switched off they reach nobody',
  async () => {
    open = openTestServer({ settings: { serverOnNetwork: true } });
    await open.server.start({ port: 0 });
    const { state } = open.server;
    if (state.type !== 'on') throw new Error(state.type);
    const address = state.addresses.find((one) => one.includes(networkAddress as string));
    const { key } = open.server.keys.create({ name: 'Phone' });
    expect((await fetch(`${address}/`)).status).toBe(401);
    expect((await fetch(`${address}/`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect((await ask(open.port())).status).toBe(200);
    open.settings.update({ serverOnNetwork: false, serverPort: open.port() });
    await until(open, (now) => isOn(now) && now.type === 'on' && now.addresses.length === 1);
    await expect(fetch(`${address}/`)).rejects.toThrow();
  },
);

test('requests under way are ended when it is switched off', async () => {
  open = openTestServer();
  await open.server.start({ port: 0 });
  const slow = ask(open.port(), { path: '/slow' }).catch(() => 'ended');
  for await (const { requests } of open.server.log.watch()) if (requests.length > 0) break;
  await open.server.stop();
  expect(await slow).toBe('ended');
});
