/** Where models come from now, as the host has it; what is searched and shown stands in hub-search.ts and hub-page.ts. */
import { create } from 'zustand';
import type { HubState } from '../../shared/hub.ts';
import { follow } from '../rpc.ts';

export const useHub = create<{ hub: HubState | undefined }>(() => ({ hub: undefined }));

/** Calls the listener whenever another address or another token is in force. */
export function onHubChange(listener: (what: 'endpoint' | 'token') => void): void {
  useHub.subscribe(({ hub: now }, { hub: before }) => {
    if (!now || !before) return;
    if (now.endpoint !== before.endpoint) listener('endpoint');
    else if (now.token.from !== before.token.from || now.token.hint !== before.token.hint || now.isTokenSent !== before.isTokenSent)
      listener('token');
  });
}

void follow(
  (client, signal) => client.hub.watch(undefined, { signal }),
  (hub) => useHub.setState({ hub }),
  { signal: new AbortController().signal },
);
