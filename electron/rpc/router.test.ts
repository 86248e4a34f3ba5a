import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HostClient } from '../../shared/contract.ts';
import type { App } from '../app.ts';
import { createTestApp } from '../test-app.ts';
import { createRouter } from './router.ts';

let home: string;
let app: App;
let client: HostClient;
let closePorts: () => void;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-router-'));
  app = createTestApp(home);
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(createRouter(app)).upgrade(port1);
  client = createORPCClient(new RPCLink({ port: port2 }));
  port1.start();
  port2.start();
  closePorts = () => port1.close();
});
afterEach(async () => {
  closePorts();
  await app.dispose();
  rmSync(home, { recursive: true, force: true });
});

const log = () => readFileSync(join(home, 'logs/alcove.log'), 'utf8');

test('a failure somebody may act on keeps its code and data', async () => {
  const unknown = client.engine.load({ modelId: 'no-such-model' });
  await expect(unknown).rejects.toMatchObject({
    code: 'APP_ERROR',
    defined: true,
    data: { code: 'model.not-found', data: { name: 'no-such-model' } },
  });
  await expect(client.chats.stop({ conversationId: '404' })).rejects.toMatchObject({ code: 'APP_ERROR', data: { code: 'chat.not-found' } });
});

test('a failure inside a watch keeps its code too', async () => {
  const watch = await client.chats.watch({ conversationId: '404' });
  await expect(watch.next()).rejects.toMatchObject({ code: 'APP_ERROR', data: { code: 'chat.not-found' } });
});

test('input that does not fit the contract never reaches a service', async () => {
  await expect(client.chats.send({ conversationId: '1', text: '' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const patch = { theme: 'purple' } as unknown as { theme: 'dark' };
  await expect(client.settings.update(patch)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const hidden = { modelFolders: ['/etc'] } as unknown as { theme: 'dark' };
  await client.settings.update(hidden);
  expect(app.settings.get().modelFolders).toEqual([]);
});

test('a bug is hidden from the page and in the log with its stack, also inside a watch', async () => {
  const { id } = app.chats.create({});
  await app.dispose();
  await expect(client.chats.update({ conversationId: id, title: 'x' })).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Internal server error',
  });
  expect(log()).toMatch(/ERROR A bug .*conversations\.ts/);
  const watch = await client.chats.watchList();
  await expect(watch.next()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
});

test('a watch brings the present value and each change, and a page that leaves frees it', async () => {
  const abort = new AbortController();
  const watch = await client.chats.watchList(undefined, { signal: abort.signal });
  expect((await watch.next()).value).toEqual({ type: 'snapshot', conversations: [] });
  const { id } = await client.chats.create({});
  expect((await watch.next()).value).toMatchObject({ type: 'changed', conversation: { id } });
  await watch.return();
});

test('every procedure of the contract can be called', async () => {
  const { value: settings } = await (await client.settings.watch()).next();
  expect(settings).toMatchObject({ theme: 'system' });
  expect(await client.system.info()).toMatchObject({ host: 'headless', version: '0.0.0', dataFolder: home });
  expect((await (await client.engine.watch()).next()).value).toEqual({ models: [] });
  expect((await (await client.system.watchNotices()).next()).value).toEqual([]);
  expect(await client.engine.countTokens({ modelId: 'alcove-starter', text: 'x' })).toEqual({});
  expect(await client.chats.search({ query: 'x' })).toEqual([]);
});
