/** Which model answers where nobody named one; the host and the page decide it alike. */
import type { Model } from './models.ts';
import type { Settings } from './settings.ts';

/** What a conversation can be held with. */
export const canChat = (model: Pick<Model, 'broken' | 'kind'>): boolean =>
  model.broken === undefined && (model.kind === 'chat' || model.kind === 'unknown');

/**
 * The model used last, else a loaded one, the only one, or the starter; for a person who wants to choose, a loaded one only.
 * Undefined where none is left or the person has to choose. `loadedIds`: of models that are loaded or loading.
 */
export function findUsualModel<M extends Pick<Model, 'id' | 'broken' | 'kind' | 'place'>>(options: {
  models: readonly M[];
  settings: Pick<Settings, 'lastModelId' | 'conversationStart'>;
  loadedIds: readonly string[];
}): M | undefined {
  const { settings, loadedIds } = options;
  const usable = options.models.filter(canChat);
  const lastUsed = usable.find((model) => model.id === settings.lastModelId);
  const inMemory = usable.find((model) => loadedIds.includes(model.id));
  if (settings.conversationStart === 'ask') return lastUsed && loadedIds.includes(lastUsed.id) ? lastUsed : inMemory;
  return lastUsed ?? inMemory ?? (usable.length === 1 ? usable[0] : usable.find((model) => model.place === 'starter'));
}
