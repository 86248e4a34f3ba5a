/** What the engine has loaded, and what every model of the library would take. */
import { create } from 'zustand';
import type { Estimate, LoadedModel } from '../../shared/engine.ts';
import { canChat, findUsualModel } from '../../shared/usual-model.ts';
import { follow, host } from '../rpc.ts';
import { useLibrary } from './models.ts';
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

/** Loaded or loading, and not ended badly. */
export const isHere = ({ state }: LoadedModel): boolean => state.type === 'ready' || state.type === 'loading';

/** The entry of a model that is loaded, loading or ended badly. */
export function useLoadedModel(id: string | undefined): LoadedModel | undefined {
  return useEngine((state) => state.models.find((model) => model.modelId === id));
}

export const loadedModel = (id: string): LoadedModel | undefined => useEngine.getState().models.find((model) => model.modelId === id);

/** The model that a conversation would use: its own, else the usual one. Undefined where the person has to choose. */
export function useConversationModelId(modelId: string | undefined): string | undefined {
  const models = useLibrary((state) => state.models);
  const loaded = useEngine((state) => state.models);
  const settings = useSettings((state) => state.settings) ?? { conversationStart: 'load-last' };
  if (modelId !== undefined) return models.find((model) => model.id === modelId && canChat(model))?.id;
  const here = loaded.filter(isHere);
  return findUsualModel({ models, settings, loadedIds: here.map((entry) => entry.modelId) })?.id;
}
