/** The page's one way to the host: over a MessagePort on the desktop, a WebSocket in the browser; connects again by itself. */
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { HostClient } from '../shared/contract.ts';

declare global {
  interface Window {
    /** What the preload offers on the desktop. */
    alcove?: { connect(): void; pathOf(file: File): string };
  }
}

interface Connection {
  client: HostClient;
  closed: Promise<void>;
}

export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

async function connectPort(): Promise<Connection> {
  const port = await new Promise<MessagePort>((resolve) => {
    window.addEventListener('message', function listen(event) {
      const [received] = event.ports;
      if (event.source !== window || event.data !== 'alcove:port' || !received) return;
      window.removeEventListener('message', listen);
      resolve(received);
    });
    window.alcove?.connect();
  });
  const client: HostClient = createORPCClient(new PortLink({ port }));
  port.start();
  return { client, closed: new Promise((resolve) => port.addEventListener('close', () => resolve())) };
}

async function connectSocket(): Promise<Connection> {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/rpc`);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Error('closed')));
  });
  return { client: createORPCClient(new SocketLink({ websocket: socket })), closed };
}

/** A host that was started anew no longer knows this page's cookie. */
async function isRefused(): Promise<boolean> {
  if (window.alcove) return false;
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).status === 401;
  } catch {
    return false;
  }
}

let current: Promise<HostClient> | undefined;
let state: ConnectionState = 'connecting';
const listeners = new Set<(state: ConnectionState) => void>();

function setState(next: ConnectionState): void {
  state = next;
  for (const listener of listeners) listener(next);
}

/** Calls the listener now and at every change; returns how to end that. */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  listeners.add(listener);
  listener(state);
  return () => listeners.delete(listener);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function keepConnected(settle: (client: HostClient) => void): Promise<void> {
  let settleCurrent = settle;
  let waitMs = 100;
  for (;;) {
    try {
      const connection = await (window.alcove ? connectPort() : connectSocket());
      waitMs = 100;
      settleCurrent(connection.client);
      setState('connected');
      await connection.closed;
      current = new Promise((resolve) => {
        settleCurrent = resolve;
      });
      setState('lost');
    } catch {
      // The host is away: try again below.
    }
    if (await isRefused()) return setState('refused');
    await sleep(waitMs);
    waitMs = Math.min(waitMs * 2, 3000);
  }
}

/** The host as it is now; waits while the connection is away. Who asks first begins to connect: a part of the page alone reaches nobody. */
export function host(): Promise<HostClient> {
  current ??= new Promise((resolve) => void keepConnected(resolve));
  return current;
}

/** Follows a watch until the signal aborts: after a lost connection it opens again, and its first value is the present state. */
export async function follow<T>(
  open: (client: HostClient, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  apply: (value: T) => void,
  options: { signal: AbortSignal; onError?: (error: unknown) => void },
): Promise<void> {
  while (!options.signal.aborted) {
    try {
      for await (const value of await open(await host(), options.signal)) {
        if (options.signal.aborted) return;
        apply(value);
      }
    } catch (error) {
      if (!options.signal.aborted) options.onError?.(error);
    }
    if (!options.signal.aborted) await sleep(200);
  }
}
