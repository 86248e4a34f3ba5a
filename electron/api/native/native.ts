/** Alcove's own words for what the other dialects have none for: loading, fetching, and tokens. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Download } from '../../../shared/downloads.ts';
import type { ApiParts, Dialect } from '../dialect.ts';
import { findModel } from '../find-model.ts';
import { ApiError, fromWire } from '../http/api-error.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { loadModel } from '../load-model.ts';
import { findDownload, startDownload } from '../start-download.ts';
import { tokenList } from '../token-list.ts';
import { describeModel, listModels } from './describe-model.ts';

export const native: Dialect = {
  owns: (path) => path === '/api/v1' || path.startsWith('/api/v1/'),
  toError: ({ kind, message, param, nearest, retryAfterSeconds }) => ({
    body: {
      error: {
        ...{ code: kind, message },
        ...(param !== undefined && { param }),
        ...(nearest && { nearest }),
        ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
      },
    },
  }),
  register(server, parts) {
    registerModels(server, parts);
    registerDownloads(server, parts);
    registerTokens(server, parts);
  },
};

const model = z.string().min(1);

const loadSchema = z.object({
  model,
  context_length: z.number().int().min(256).max(16_777_216).nullish(),
  parallel: z.number().int().min(1).max(64).nullish(),
  gpu_layers: z.union([z.literal('auto'), z.number().int().min(0).max(1000)]).nullish(),
  /** 0: until its last answer; -1: until somebody unloads it. */
  keep_loaded_seconds: z.number().int().min(-1).max(1e9).nullish(),
});
const modelSchema = z.object({ model });
const tokenizeSchema = z.object({ model, text: z.string(), control_tokens: z.boolean().nullish() });
const detokenizeSchema = z.object({ model, tokens: tokenList });

function registerModels(server: FastifyInstance, parts: ApiParts): void {
  server.get('/api/v1/models', async () => ({ models: await listModels(parts) }));
  // Ids have slashes, too.
  server.get<{ Params: { '*': string } }>('/api/v1/models/*', async ({ params }) => {
    const found = await findModel(parts, params['*']);
    return { model: await describeModel(parts, found) };
  });
  server.post('/api/v1/models/load', async (request, reply) => {
    const body = readBody(loadSchema, request.body);
    noteIgnored(reply, unknownNames(loadSchema, request.body));
    const found = await findModel(parts, body.model);
    request.logged?.note({ model: found.id, activity: 'loading' });
    const settings = {
      ...(typeof body.context_length === 'number' && { contextLength: body.context_length }),
      ...(typeof body.parallel === 'number' && { parallelSlots: body.parallel }),
      ...(body.gpu_layers !== undefined && body.gpu_layers !== null && { gpuLayers: body.gpu_layers }),
    };
    const keepLoadedSeconds = body.keep_loaded_seconds ?? undefined;
    await loadModel({ parts, modelId: found.id, settings, keepLoadedSeconds, signal: leaveSignal(reply) });
    return { model: await describeModel(parts, found) };
  });
  server.post('/api/v1/models/unload', async (request) => {
    const found = await findModel(parts, readBody(modelSchema, request.body).model);
    request.logged?.note({ model: found.id });
    const wasLoaded = parts.engine.loadedModelIds().includes(found.id);
    await parts.engine.unload({ modelId: found.id });
    return { model: found.id, was_loaded: wasLoaded };
  });
}

function registerDownloads(server: FastifyInstance, parts: ApiParts): void {
  server.post('/api/v1/models/download', async (request, reply) => {
    const start = await startDownload(parts, readBody(modelSchema, request.body).model);
    if ('modelId' in start) return { status: 'here', model: start.modelId };
    return reply.code(202).send(await describeDownload(parts, start.id));
  });
  server.get<{ Params: { id: string } }>('/api/v1/models/download/status/:id', ({ params }) => describeDownload(parts, params.id));
  server.get('/api/v1/models/download/status', async (request) => {
    const { id } = readBody(z.object({ id: z.string().min(1) }), request.query);
    return describeDownload(parts, id);
  });
  /** It can be brought back for a minute in the app. */
  server.delete<{ Params: { id: string } }>('/api/v1/models/download/:id', async ({ params }) => {
    await describeDownload(parts, params.id);
    await parts.downloads.cancel({ id: params.id });
    return { id: params.id, status: 'cancelled' };
  });
}

async function describeDownload({ downloads }: Pick<ApiParts, 'downloads'>, id: string) {
  const download = await findDownload(downloads, id);
  if (!download) throw new ApiError('not-found', `There is no download "${id}".`, { param: 'id' });
  return writeDownload(download);
}

function writeDownload({ id, repository, versionId, sizeBytes, doneBytes, state }: Download) {
  return {
    ...{ id, status: state.type, repository, version: versionId, total_bytes: sizeBytes, done_bytes: doneBytes },
    ...(state.type === 'running' && { bytes_per_second: state.bytesPerSecond, seconds_left: state.secondsLeft ?? null }),
    ...(state.type === 'done' && { model: state.modelId ?? null, is_verified: state.isVerified }),
    ...((state.type === 'failed' || state.type === 'waiting') && { reason: fromWire(state.error).message }),
  };
}

function registerTokens(server: FastifyInstance, parts: ApiParts): void {
  server.post('/api/v1/tokenize', async (request, reply) => {
    const body = readBody(tokenizeSchema, request.body);
    noteIgnored(reply, unknownNames(tokenizeSchema, request.body));
    const { id } = await findModel(parts, body.model);
    request.logged?.note({ model: id });
    const wish = { model: id, text: body.text, hasControlTokens: body.control_tokens === true };
    const { tokens } = await parts.engine.tokenize(wish, leaveSignal(reply));
    return { model: id, tokens, count: tokens.length };
  });
  server.post('/api/v1/detokenize', async (request, reply) => {
    const body = readBody(detokenizeSchema, request.body);
    noteIgnored(reply, unknownNames(detokenizeSchema, request.body));
    const { id } = await findModel(parts, body.model);
    request.logged?.note({ model: id });
    const { text } = await parts.engine.detokenize({ model: id, tokens: body.tokens }, leaveSignal(reply));
    return { model: id, text };
  });
}
