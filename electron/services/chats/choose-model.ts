import { AppError } from '../../../shared/errors.ts';
import type { Library, Model } from '../../../shared/models.ts';
import type { Settings } from '../../../shared/settings.ts';
import { findUsualModel } from '../../../shared/usual-model.ts';

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
 * The model that answers: the conversation's own, else the usual one.
 * Throws model.not-found for a conversation whose own model is gone, chat.no-model where none is left or the person wants to choose.
 */
export function chooseModel({ models, settings, loaded, modelId }: Choice): Model {
  if (modelId !== undefined) return models.find(modelId);
  const chosen = findUsualModel({ models: models.library().models, settings, loadedIds: loaded });
  if (chosen === undefined) throw new AppError('chat.no-model', 'No model is chosen for this conversation.');
  return chosen;
}
