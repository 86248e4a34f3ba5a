import type { LoadedModel, LoadSettingsOverrides } from '../../shared/engine.ts';
import type { ApiParts } from './dialect.ts';
import { ApiError, fromWire } from './http/api-error.ts';

interface LoadOptions {
  parts: Pick<ApiParts, 'engine'>;
  modelId: string;
  settings?: LoadSettingsOverrides;
  /** As in a GenerationRequest. */
  keepLoadedSeconds?: number | undefined;
  signal: AbortSignal;
}

/** Loads a model where that is needed and waits until it is ready. Throws ApiError. */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const { parts, modelId, settings = {}, keepLoadedSeconds, signal } = options;
  const { engine } = parts;
  await engine.load({ modelId, settings, keepLoadedSeconds, isServed: true });
  for await (const { models } of engine.watch(signal)) {
    const entry = models.find((model) => model.modelId === modelId);
    if (!entry) throw fromWire({ code: 'model.load-cancelled' });
    if (entry.state.type === 'ready') return entry;
    if (entry.state.type !== 'loading') throw fromWire(entry.state.error);
  }
  throw new ApiError('unavailable', 'The wait for the model was given up.');
}

/** The model as the engine has it now; undefined while it is not in memory. */
export async function findLoaded({ engine }: Pick<ApiParts, 'engine'>, modelId: string): Promise<LoadedModel | undefined> {
  return (await listLoaded({ engine })).find((model) => model.modelId === modelId);
}

/** Every model that is loaded, is loading, or has ended badly. */
export async function listLoaded({ engine }: Pick<ApiParts, 'engine'>): Promise<LoadedModel[]> {
  for await (const { models } of engine.watch()) return models;
  return [];
}

/** Somebody waits for an answer of it. */
export function isBusy(loaded: LoadedModel | undefined): boolean {
  return loaded !== undefined && loaded.activeRequests + loaded.queuedRequests > 0;
}
