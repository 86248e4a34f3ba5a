import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import type { HostClient } from '../../shared/contract.ts';
import type { HostAddress } from '../lib/host-lock.ts';
import { type HostOptions, startHost } from '../start-host.ts';

export interface Client {
  client: HostClient;
  close(): Promise<void>;
}

/** The contract of the host that runs already with this data folder, else of one in this process that ends with the command. */
export async function openClient(options: Omit<HostOptions, 'kind' | 'port'>): Promise<Client> {
  const started = await startHost({ ...options, kind: 'command' });
  if ('live' in started) return connect(started.live);
  const { host } = started;
  return { client: createRouterClient(host.router), close: () => host.dispose() };
}

async function connect({ port, token }: HostAddress): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const client: HostClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  return { client, close: async () => socket.close() };
}
