/** The local server as the host has it, and what a person does with it. */
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ApiKey, ApiRequest, ServerState } from '../../shared/server.ts';
import type { SettingsPatch } from '../../shared/settings.ts';
import { attempt, explain, showError } from '../errors.ts';
import { follow, host } from '../rpc.ts';
import { toast } from './toasts.ts';
import { showScreen } from './ui.ts';

/** A key to make or to change. */
interface KeyWish {
  /** The one to change; unset: a new one. */
  entry?: ApiKey;
  /** What lets nobody in without a key, and is switched on once one is made. */
  settings?: SettingsPatch;
}

interface ServerStore extends ServerState {
  /** False until the host has told it for the first time. */
  isKnown: boolean;
  /** The key that was made last, as long as this page lives: snippets then work as they are. Never stored. */
  newKey: string | undefined;
  /** Open over the screen, and not in its panel: a narrower window closes that, and with it a key that is shown only once. */
  keyWish: KeyWish | undefined;
}

export const useServer = create<ServerStore>(() => ({
  isKnown: false,
  state: { type: 'off' },
  keys: [],
  today: { requests: 0, tokens: 0, errors: 0 },
  newKey: undefined,
  keyWish: undefined,
}));

void follow(
  (client, signal) => client.server.watch(undefined, { signal }),
  (server) => useServer.setState({ ...server, isKnown: true }),
  { signal: new AbortController().signal },
);

export const useIsServerOn = (): boolean => useServer(({ state }) => state.type === 'on');

/** As many as the host keeps. */
const keptRequests = 500;

function joinRequests(before: readonly ApiRequest[], next: readonly ApiRequest[]): ApiRequest[] {
  const byId = new Map([...before, ...next].map((request) => [request.id, request]));
  return [...byId.values()].toSorted((a, b) => a.id - b.id).slice(-keptRequests);
}

/** The newest requests, oldest first, while the component that asks is on the page; undefined until the host has told them. */
export function useRequests(): readonly ApiRequest[] | undefined {
  const [requests, setRequests] = useState<readonly ApiRequest[]>();
  useEffect(() => {
    const controller = new AbortController();
    void follow(
      (client, signal) => client.server.watchRequests(undefined, { signal }),
      (update) => setRequests((before = []) => (update.isAll ? update.requests : joinRequests(before, update.requests))),
      { signal: controller.signal },
    );
    return () => controller.abort();
  }, []);
  return requests;
}

/** A failure is shown on the Server screen, which also has the way out of it. */
export async function startServer(): Promise<void> {
  try {
    await (await host()).server.start();
  } catch (thrown) {
    const error = await explain(thrown);
    if (error.code.startsWith('server.')) showScreen('server');
    else showError(error);
  }
}

export const stopServer = (): Promise<unknown> => attempt(host().then((client) => client.server.stop()));

export const clearRequests = (): Promise<unknown> => attempt(host().then((client) => client.server.clearRequests()));

export const openKeyDialog = (keyWish: KeyWish): void => useServer.setState({ keyWish });
export const closeKeyDialog = (): void => useServer.setState({ keyWish: undefined });

type KeyFields = Pick<ApiKey, 'name' | 'requestsPerMinute'>;

/** The key, which nobody can see again; undefined when it could not be made. */
export async function createKey(fields: KeyFields): Promise<string | undefined> {
  const made = await attempt(host().then((client) => client.server.createKey(fields)));
  if (made) useServer.setState({ newKey: made.key });
  return made?.key;
}

export const changeKey = (fields: KeyFields & { id: string }): Promise<unknown> =>
  attempt(host().then((client) => client.server.changeKey(fields)));

/** Removes a key and offers to take that back. */
export async function removeKey({ id, name, hint }: ApiKey): Promise<void> {
  const removed = await attempt(host().then((client) => client.server.removeKey({ id })));
  if (!removed) return;
  const { newKey } = useServer.getState();
  if (newKey?.endsWith(hint)) useServer.setState({ newKey: undefined });
  toast({
    icon: 'trash',
    text: i18next.t('server.keys.removed', { name }),
    action: {
      label: i18next.t('app.undo'),
      onSelect: () => void attempt(host().then((client) => client.server.undoRemoveKey({ undoId: removed.undoId }))),
    },
  });
}
