/** Where models come from now, as the host has it; what is searched and shown stands in hub-search.ts and hub-page.ts. */
import { create } from 'zustand';
import type { HubState } from '../../shared/hub.ts';
import { follow } from '../rpc.ts';

export const useHub = create<{ hub: HubState | undefined }>(() => ({ hub: undefined }));

void follow(
  (client, signal) => client.hub.watch(undefined, { signal }),
  (hub) => useHub.setState({ hub }),
  { signal: new AbortController().signal },
);
