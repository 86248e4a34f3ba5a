/**
 * Ollama's num_ctx. A model that is not loaded is loaded with it. A loaded one is used as it is when its context is long enough;
 * else it is loaded anew, unless somebody uses it: then num_ctx has no effect, and the answer's header says so.
 */
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { findLoaded, isBusy, loadModel } from '../load-model.ts';

const leastTokens = 256;

interface Wish {
  parts: Pick<ApiParts, 'engine'>;
  model: Model;
  contextLength: number | null | undefined;
  signal: AbortSignal;
}

/** Whether it had its effect, and how long that took. Throws ApiError when the model cannot be loaded so. */
export async function applyContextLength({ parts, model, contextLength, signal }: Wish): Promise<{ isApplied: boolean; loadMs: number }> {
  if (contextLength === undefined || contextLength === null) return { isApplied: true, loadMs: 0 };
  const wanted = Math.max(leastTokens, Math.min(contextLength, model.contextLength ?? contextLength));
  const loaded = await findLoaded(parts, model.id);
  const isUsable = loaded && (loaded.state.type === 'ready' || loaded.state.type === 'loading');
  if (isUsable && loaded.settings.contextLength >= wanted) return { isApplied: true, loadMs: 0 };
  if (isUsable && isBusy(loaded)) return { isApplied: false, loadMs: 0 };
  const startedAt = performance.now();
  await loadModel({ parts, modelId: model.id, settings: { contextLength: wanted }, signal });
  return { isApplied: true, loadMs: performance.now() - startedAt };
}
