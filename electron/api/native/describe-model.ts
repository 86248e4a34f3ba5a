/** A model as programs get it: what it is, what it would take, and where it stands. Names are snake_case, as in every other dialect. */
import type { Estimate, LoadedModel } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { fromWire } from '../http/api-error.ts';
import { listLoaded } from '../load-model.ts';

/** Every model of the library, projectors left out. */
export async function listModels(parts: ApiParts): Promise<object[]> {
  await parts.models.ready;
  const models = parts.models.library().models.filter(({ kind }) => kind !== 'projector');
  const write = await createWriter(parts);
  return models.map(write);
}

export async function describeModel(parts: ApiParts, model: Model): Promise<object> {
  const write = await createWriter(parts);
  return write(model);
}

/** As things are now. */
async function createWriter({ engine }: Pick<ApiParts, 'engine'>): Promise<(model: Model) => object> {
  const [estimates, loaded] = await Promise.all([engine.estimateAll(), listLoaded({ engine })]);
  return (model) => {
    const isIt = ({ modelId }: { modelId: string }) => modelId === model.id;
    return writeModel({ model, estimate: estimates.find(isIt), loaded: loaded.find(isIt) });
  };
}

interface Known {
  model: Model;
  estimate: Estimate | undefined;
  loaded: LoadedModel | undefined;
}

function writeModel({ model, estimate, loaded }: Known) {
  const { id, name, kind, publisher, repository, architecture, quantization, parameterCount, contextLength, broken } = model;
  return {
    ...{ id, name, kind, publisher: publisher ?? null, repository: repository ?? null, architecture: architecture ?? null },
    ...{ quantization: quantization ?? null, parameter_count: parameterCount ?? null, size_bytes: model.sizeBytes },
    max_context_length: contextLength ?? null,
    capabilities: { thinking: model.canReason, embedding: kind === 'embedding' },
    /** Why it cannot be loaded. */
    broken: broken?.reason ?? null,
    /** With the settings it would be loaded with, beside what is free now. */
    fit: estimate?.fit ?? null,
    needed_bytes: estimate?.totalBytes ?? null,
    expected_tokens_per_second: estimate?.speed?.tokensPerSecond ?? null,
    state: loaded?.state.type ?? 'not-loaded',
    loaded: loaded ? writeLoaded(loaded) : null,
  };
}

function writeLoaded({ state, settings, memoryBytes, gpuLayers, activeRequests, queuedRequests, unloadsAt }: LoadedModel) {
  return {
    context_length: settings.contextLength,
    parallel: settings.parallelSlots,
    memory_bytes: memoryBytes ?? null,
    gpu_layers: gpuLayers ?? null,
    active_requests: activeRequests,
    queued_requests: queuedRequests,
    unloads_at: unloadsAt === undefined ? null : new Date(unloadsAt).toISOString(),
    ...(state.type === 'loading' && { progress: state.progress }),
    ...((state.type === 'failed' || state.type === 'crashed') && { error: fromWire(state.error).message }),
  };
}
