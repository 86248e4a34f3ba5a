/** This computer and this host: facts that seldom change, and what a person should be told once. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { HostClient } from '../../shared/contract.ts';
import type { Hardware, Notice } from '../../shared/system.ts';
import { attempt } from '../errors.ts';
import { type ConnectionState, follow, host, onConnection } from '../rpc.ts';

export type HostInfo = Awaited<ReturnType<HostClient['system']['info']>>;
export type FreeMemory = Awaited<ReturnType<HostClient['system']['watchMemory']>> extends AsyncIterable<infer Value> ? Value : never;

interface SystemState {
  connection: ConnectionState;
  info: HostInfo | undefined;
  /** Undefined while the host is still asking the graphics card. */
  hardware: Hardware | undefined;
  notices: Notice[];
}

export const useSystem = create<SystemState>(() => ({ connection: 'connecting', info: undefined, hardware: undefined, notices: [] }));

async function readInfo(): Promise<void> {
  const info = await attempt(host().then((client) => client.system.info()));
  if (info) useSystem.setState({ info });
}

onConnection((connection) => {
  useSystem.setState({ connection });
  // A host that came back may be another version.
  if (connection === 'connected') void readInfo();
});

const { signal } = new AbortController();
void follow(
  (client, signal) => client.system.watchHardware(undefined, { signal }),
  (hardware) => useSystem.setState({ hardware }),
  { signal },
);
void follow(
  (client, signal) => client.system.watchNotices(undefined, { signal }),
  (notices) => useSystem.setState({ notices }),
  { signal },
);

/** Undefined while the host is still asking the graphics card. */
export const useHardware = (): Hardware | undefined => useSystem((state) => state.hardware);

/** Free memory every two seconds, while the component that asks is on the page. */
export function useMemory(): FreeMemory | undefined {
  const [memory, setMemory] = useState<FreeMemory>();
  useEffect(() => {
    const controller = new AbortController();
    void follow((client, signal) => client.system.watchMemory(undefined, { signal }), setMemory, { signal: controller.signal });
    return () => controller.abort();
  }, []);
  return memory;
}

export async function dismissNotice(id: string): Promise<void> {
  await attempt(host().then((client) => client.system.dismissNotice({ id })));
}
