/** What Ollama's clients ask about models, and do with them. */
import type { FastifyInstance } from 'fastify';
import type { LoadedModel } from '../../../shared/engine.ts';
import type { GgufValue } from '../../../shared/gguf.ts';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { listUsable } from '../find-model.ts';
import { ApiError } from '../http/api-error.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { isBusy, listLoaded } from '../load-model.ts';
import { describeModel, detailsOf, findNamed } from './names.ts';
import { copySchema, namedFields, namedSchema } from './request-schema.ts';

/** Of Ollama's API: what clients compare to see which of its endpoints there are. */
const apiVersion = '0.12.6';

const removable: readonly Model['place'][] = ['alcove', 'folder', 'linked'];

/** When a model leaves that stays for good, as Ollama writes it. */
const never = '2318-01-01T00:00:00.000Z';

export function registerLibrary(server: FastifyInstance, parts: ApiParts): void {
  server.get('/api/version', async () => ({ version: apiVersion, alcove: parts.version }));
  server.get('/api/tags', async () => {
    const models = await listUsable(parts);
    return {
      models: models.map((model) => ({ ...describeModel(model, models), modified_at: new Date(model.modifiedAt).toISOString() })),
    };
  });
  server.get('/api/ps', async () => ({ models: await listRunning(parts) }));
  server.post('/api/show', async (request, reply) => {
    const { model: name, verbose } = readBody(namedSchema, request.body);
    noteIgnored(reply, unknownNames(namedFields, request.body));
    return show(await findNamed(parts, name), { parts, isVerbose: verbose === true });
  });
  server.delete('/api/delete', async (request, reply) => {
    const model = await findNamed(parts, readBody(namedSchema, request.body).model);
    // Files in use cannot be moved everywhere; those that stay where they are need not be unloaded.
    if (removable.includes(model.place)) await parts.engine.unload({ modelId: model.id });
    await parts.models.remove({ id: model.id });
    return reply.code(200).send();
  });
  server.post('/api/copy', async (request) => {
    const { source, destination } = readBody(copySchema, request.body);
    const { id } = await findNamed(parts, source);
    throw new ApiError('unsupported', `Models are not copied here: "${destination}" would be the same file. Use "${id}".`, {
      param: 'destination',
    });
  });
  for (const path of ['/api/create', '/api/push'])
    server.post(path, async () => {
      throw new ApiError('unsupported', `${path} has no counterpart in Alcove. Shape models with presets in the app.`);
    });
}

async function listRunning(parts: ApiParts): Promise<object[]> {
  const models = await listUsable(parts);
  const loaded = await listLoaded(parts);
  return loaded.flatMap((entry) => {
    const { modelId, state, settings, memoryBytes = 0, gpuLayers = 0 } = entry;
    const model = models.find(({ id }) => id === modelId);
    if (!model || state.type !== 'ready') return [];
    const onCard = Math.min(1, gpuLayers / Math.max(1, model.layerCount ?? gpuLayers));
    return {
      ...describeModel(model, models),
      size: memoryBytes,
      size_vram: Math.round(memoryBytes * onCard),
      context_length: settings.contextLength,
      expires_at: expiryOf(entry),
    };
  });
}

/** While it answers, its time has not begun. */
function expiryOf(entry: LoadedModel): string {
  const minutes = entry.settings.idleUnloadMinutes ?? 0;
  const usual = isBusy(entry) && minutes > 0 ? Date.now() + minutes * 60_000 : undefined;
  const at = entry.unloadsAt ?? usual;
  return at === undefined ? never : new Date(at).toISOString();
}

async function show(model: Model, { parts, isVerbose }: { parts: ApiParts; isVerbose: boolean }): Promise<object> {
  const { metadata } = await parts.models.readHeader(model.id);
  const template = metadata['tokenizer.chat_template'];
  const values = Object.entries(metadata).filter(([name]) => name !== 'tokenizer.chat_template');
  return {
    license: typeof metadata['general.license'] === 'string' ? metadata['general.license'] : '',
    modelfile: `# Alcove has no Modelfiles; this names the file.\nFROM ${model.files[0]?.path ?? ''}\n`,
    parameters: writeParameters(model),
    template: typeof template === 'string' ? template : '',
    system: '',
    messages: [],
    details: detailsOf(model),
    model_info: Object.fromEntries(values.map(([name, value]) => [name, toPlain(value, isVerbose)])),
    capabilities: listCapabilities(model, metadata),
    modified_at: new Date(model.modifiedAt).toISOString(),
  };
}

/** Lists (the vocabulary, say) are long, and told only on request. */
function toPlain(value: GgufValue, isVerbose: boolean): unknown {
  if (typeof value !== 'object') return value;
  return isVerbose ? value.values : null;
}

const parameterNames = {
  temperature: 'temperature',
  topK: 'top_k',
  topP: 'top_p',
  minP: 'min_p',
  repeatPenalty: 'repeat_penalty',
  repeatLastTokens: 'repeat_last_n',
} as const;

function writeParameters({ sampling }: Model): string {
  return Object.entries(parameterNames)
    .flatMap(([own, name]) => {
      const value = sampling[own as keyof typeof parameterNames];
      return value === undefined ? [] : [`${name.padEnd(30)} ${value}`];
    })
    .join('\n');
}

function listCapabilities({ kind, canReason }: Model, metadata: Record<string, GgufValue>): string[] {
  if (kind === 'embedding') return ['embedding'];
  const isInserting = ['tokenizer.ggml.fim_pre_token_id', 'tokenizer.ggml.prefix_token_id'].some((name) => metadata[name] !== undefined);
  return [
    'completion',
    // Models whose template knows no tools are told of them in words.
    'tools',
    ...(isInserting ? ['insert'] : []),
    ...(canReason ? ['thinking'] : []),
  ];
}
