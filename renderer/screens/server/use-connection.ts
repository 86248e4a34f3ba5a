import { canChat, findUsualModel } from '../../../shared/usual-model.ts';
import { isHere, useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { useServer } from '../../stores/server.ts';
import { useSettings } from '../../stores/settings.ts';
import { maskKey } from './mask-key.ts';
import type { Connection } from './snippets.ts';

/** What programs that have no key may write in its place. */
const anyKey = 'alcove';
const starterId = 'alcove-starter';

/** Where the server is, or where it would be if it were on. */
export function useAddress(): string {
  const port = useSettings((state) => state.settings?.serverPort) ?? 1234;
  const state = useServer((server) => server.state);
  return (state.type === 'on' ? state.addresses[0] : undefined) ?? `http://127.0.0.1:${port}`;
}

const isOfThisComputer = (address: string) => /^https?:\/\/(?:127\.|localhost|\[::1\])/.test(address);

/** Other devices can connect, as far as the settings or whoever started the server said so, and at which addresses. */
export function useNetwork(): { isOnNetwork: boolean; addresses: string[] } {
  const isWanted = useSettings(({ settings }) => settings?.serverOnNetwork === true);
  const state = useServer((server) => server.state);
  const addresses = state.type === 'on' ? state.addresses.filter((address) => !isOfThisComputer(address)) : [];
  return { isOnNetwork: isWanted || addresses.length > 0, addresses };
}

/** Programs of this computer need a key, too. */
export function useNeedsKey(): boolean {
  const isWanted = useSettings(({ settings }) => settings?.serverNeedsKey === true);
  return useServer(({ state }) => state.type === 'on' && state.needsKey === true) || isWanted;
}

/** What a program needs: the real address, a model that is here (loaded, else used last, else the starter), and a key. */
export function useConnection(): Connection & { isKeyHidden: boolean } {
  const address = useAddress();
  const models = useLibrary((state) => state.models);
  const loaded = useEngine((state) => state.models);
  const settings = useSettings((state) => state.settings);
  const keys = useServer((server) => server.keys);
  const newKey = useServer((server) => server.newKey);
  const ready = loaded.filter(isHere);
  const here = models.filter((model) => canChat(model) && ready.some(({ modelId }) => modelId === model.id));
  const inMemory = here.find(({ id }) => id === settings?.lastModelId) ?? here[0];
  const wish = { lastModelId: settings?.lastModelId, conversationStart: 'load-last' as const };
  const model = inMemory ?? findUsualModel({ models, settings: wish, loadedIds: [] });
  const needsKey = useNeedsKey();
  const lastKey = keys.at(-1);
  const shown = newKey ?? (needsKey && lastKey ? maskKey(lastKey.hint) : anyKey);
  const contextLength = ready.find(({ modelId }) => modelId === model?.id)?.settings.contextLength ?? model?.contextLength ?? 8192;
  return {
    address,
    modelId: model?.id ?? starterId,
    modelName: model?.name ?? starterId,
    key: shown,
    contextLength,
    isKeyHidden: shown.includes('…'),
  };
}
