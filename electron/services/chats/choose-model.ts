import { AppError } from '../../../shared/errors.ts';
import type { Library, Model } from '../../../shared/models.ts';
import type { Settings } from '../../../shared/settings.ts';

/** What a conversation needs to know of the library. */
export interface ModelSource {
  /** Throws model.not-found. */
  find(name: string): Model;
  library(): Library;
}

interface Choice {
  models: ModelSource;
  settings: Settings;
  /** Ids of the models that are loaded now. */
  loaded: string[];
  /** The conversation's own. */
  modelId: string | undefined;
}

/**
 * The model that answers: the conversation's own, else the one that was used last, a loaded one, the only one, or the starter.
 * Throws model.not-found for a conversation whose own model is gone, chat.no-model where none is left or the person wants to choose.
 */
export function chooseModel({ models, settings, loaded, modelId }: Choice): Model {
  if (modelId !== undefined) return models.find(modelId);
  const usable = models
    .library()
    .models.filter((model) => model.broken === undefined && (model.kind === 'chat' || model.kind === 'unknown'));
  const byId = (id: string | undefined) => usable.find((model) => model.id === id);
  const inMemory = usable.find((model) => loaded.includes(model.id));
  const lastUsed = byId(settings.lastModelId);
  const chosen =
    settings.conversationStart === 'ask'
      ? lastUsed && loaded.includes(lastUsed.id)
        ? lastUsed
        : inMemory
      : (lastUsed ?? inMemory ?? (usable.length === 1 ? usable[0] : usable.find((model) => model.place === 'starter')));
  if (chosen === undefined) throw new AppError('chat.no-model', 'No model is chosen for this conversation.');
  return chosen;
}
