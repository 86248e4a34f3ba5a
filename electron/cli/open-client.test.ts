import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { describeError } from './describe-error.ts';
import { connect } from './open-client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('a host that accepts a connection and says nothing does not let a command wait for ever', async () => {
  const server = createTcpServer((socket) => ends.push(() => socket.destroy()));
  const error = await connect({ port: await listen(server), token: 't' }, 50).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ETIMEDOUT' });
  expect(describeError(error)).toContain('went away or hangs');
});

async function connectTo(autoPong: boolean) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, autoPong });
  const connected = once(sockets, 'connection');
  const client = await connect({ port: await listen(server), token: 't' }, 50);
  const [socket] = await connected;
  ends.push(() => socket.terminate());
  return { client, socket };
}

test('a host that hangs later, or ends, is noticed', async () => {
  const hung = await connectTo(false);
  await expect(hung.client.lost).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  const ended = await connectTo(true);
  ended.socket.terminate();
  await expect(ended.client.lost).rejects.toMatchObject({ code: 'ECONNRESET' });
});
