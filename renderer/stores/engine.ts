/** What the engine has loaded, and what every model of the library would take. */
import { create } from 'zustand';
import type { Estimate, LoadedModel } from '../../shared/engine.ts';
import { follow, host } from '../rpc.ts';
import { canChat, useLibrary } from './models.ts';
import { useSettings } from './settings.ts';

interface EngineState {
  /** False until the host has told it for the first time. */
  isKnown: boolean;
  models: LoadedModel[];
  /** By model id, for the settings each would be loaded with. */
  estimates: Record<string, Estimate>;
}

export const useEngine = create<EngineState>(() => ({ isKnown: false, models: [], estimates: {} }));

let refreshTimer: ReturnType<typeof setTimeout> | undefined;

async function fetchEstimates(): Promise<void> {
  try {
    const estimates = await (await host()).engine.estimateAll();
    useEngine.setState({ estimates: Object.fromEntries(estimates.map((estimate) => [estimate.modelId, estimate])) });
  } catch {
    // The old numbers stay; the next change of library, settings or memory asks again.
  }
}

/** Asks for the estimates again soon; calls close together become one. */
export function refreshEstimates(): void {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void fetchEstimates(), 300);
}

const stateKey = (models: LoadedModel[]) => models.map((model) => `${model.modelId}:${model.state.type}`).join();

void follow(
  (client, signal) => client.engine.watch(undefined, { signal }),
  ({ models }) => {
    const isOther = stateKey(models) !== stateKey(useEngine.getState().models);
    useEngine.setState({ models, isKnown: true });
    if (isOther) refreshEstimates();
  },
  { signal: new AbortController().signal },
);
useLibrary.subscribe((now, before) => {
  if (now.models !== before.models) refreshEstimates();
});

useSettings.subscribe((now, before) => {
  if (now.settings?.loadSettings !== before.settings?.loadSettings) refreshEstimates();
});

/** The entry of a model that is loaded, loading or ended badly. */
export function useLoadedModel(id: string | undefined): LoadedModel | undefined {
  return useEngine((state) => state.models.find((model) => model.modelId === id));
}

export const loadedModel = (id: string): LoadedModel | undefined => useEngine.getState().models.find((model) => model.modelId === id);

/**
 * The model that a conversation would use, as the host chooses it: its own, else the one used last, a loaded one, the only one,
 * or the starter. Undefined where the person has to choose.
 */
export function useConversationModelId(modelId: string | undefined): string | undefined {
  const models = useLibrary((state) => state.models);
  const loaded = useEngine((state) => state.models);
  const settings = useSettings((state) => state.settings);
  const usable = models.filter(canChat);
  const byId = (id: string | undefined) => usable.find((model) => model.id === id)?.id;
  if (modelId !== undefined) return byId(modelId);
  const isInMemory = (id: string | undefined) =>
    loaded.some((entry) => entry.modelId === id && (entry.state.type === 'ready' || entry.state.type === 'loading'));
  const last = byId(settings?.lastModelId);
  const inMemory = usable.find((model) => isInMemory(model.id))?.id;
  if (settings?.conversationStart === 'ask') return isInMemory(last) ? last : inMemory;
  return last ?? inMemory ?? (usable.length === 1 ? usable[0]?.id : usable.find((model) => model.place === 'starter')?.id);
}
