import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import type { HostClient } from '../../shared/contract.ts';
import type { HostAddress } from '../lib/host-lock.ts';
import { type HostOptions, startHost } from '../start-host.ts';

export interface Client {
  client: HostClient;
  /** Rejects when the host goes away or says nothing any more: with ECONNRESET, or ETIMEDOUT. Never settles otherwise. */
  lost: Promise<never>;
  close(): Promise<void>;
  /** The host lives in this process and ends with the command. */
  isOwnHost: boolean;
}

/** How long a host may take for its first word, and for an answer to each ping. */
const patienceMs = 10_000;

/** The contract of the host that runs already with this data folder, else of one in this process that ends with the command. */
export async function openClient(options: Omit<HostOptions, 'kind' | 'port'>): Promise<Client> {
  const started = await startHost({ ...options, kind: 'command' });
  if ('live' in started) return connect(started.live);
  const { host } = started;
  return { client: createRouterClient(host.router), lost: new Promise(() => {}), close: () => host.dispose(), isOwnHost: true };
}

/** Rejects with ETIMEDOUT where the host accepts a connection and says nothing. */
export async function connect({ port, token }: Pick<HostAddress, 'port' | 'token'>, timeoutMs = patienceMs): Promise<Client> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers, perMessageDeflate: false });
  await opened(socket, timeoutMs);
  const lost = watchOver(socket, timeoutMs);
  // Most commands end before anything is lost.
  lost.catch(() => {});
  const client: HostClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  return { client, lost, close: async () => socket.terminate(), isOwnHost: false };
}

const failure = (code: 'ECONNRESET' | 'ETIMEDOUT') => Object.assign(new Error('The host does not answer'), { code });

function opened(socket: WebSocket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Also after this: an error follows when the socket is terminated, and has no listener then.
    socket.on('error', reject);
    socket.once('open', resolve);
    setTimeout(() => {
      reject(failure('ETIMEDOUT'));
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
    }, timeoutMs).unref();
  });
}

/** A process that hangs keeps its connections open, so it is asked now and then. */
function watchOver(socket: WebSocket, timeoutMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    let isAnswered = true;
    const timer = setInterval(() => {
      if (!isAnswered) {
        reject(failure('ETIMEDOUT'));
        return socket.terminate();
      }
      isAnswered = false;
      socket.ping();
    }, timeoutMs);
    timer.unref();
    socket.on('pong', () => {
      isAnswered = true;
    });
    socket.on('close', () => {
      clearInterval(timer);
      reject(failure('ECONNRESET'));
    });
  });
}
