/** `/api/embed`, and `/api/embeddings` that came before it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ApiParts } from '../dialect.ts';
import { toApiError } from '../http/api-error.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { givenNames, noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { findLoaded, loadModel } from '../load-model.ts';
import { toUnitVector } from '../unit-vector.ts';
import { findNamed } from './names.ts';
import { embeddingsSchema, embedSchema } from './request-schema.ts';
import { toNanoseconds } from './write-answer.ts';

export function registerEmbedding(server: FastifyInstance, parts: ApiParts): void {
  server.post('/api/embed', (request, reply) => embed(request, reply, parts));
  server.post('/api/embeddings', (request, reply) => embedOne(request, reply, parts));
}

async function embed(request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const startedAt = performance.now();
  const { model, input, truncate, dimensions, keep_alive } = readBody(embedSchema, request.body);
  noteIgnored(reply, listIgnored(embedSchema, request.body));
  const inputs = typeof input === 'string' ? [input] : (input ?? []);
  const wish = { name: model, inputs, isCut: truncate !== false, keepLoadedSeconds: keep_alive };
  const { vectors, tokens, loadMs } = await embedAll({ request, reply, parts, ...wish });
  const took = performance.now() - startedAt;
  return {
    model,
    embeddings: vectors.map((vector) => [...toUnitVector(dimensions ? vector.slice(0, dimensions) : vector)]),
    total_duration: toNanoseconds(took),
    load_duration: toNanoseconds(loadMs),
    prompt_eval_count: tokens.reduce((sum, count) => sum + count, 0),
  };
}

async function embedOne(request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const { model, prompt, keep_alive } = readBody(embeddingsSchema, request.body);
  noteIgnored(reply, listIgnored(embeddingsSchema, request.body));
  const inputs = prompt ? [prompt] : [];
  const { vectors } = await embedAll({ request, reply, parts, name: model, inputs, isCut: true, keepLoadedSeconds: keep_alive });
  return { embedding: [...(vectors[0] ?? [])] };
}

/** No option changes a vector. */
function listIgnored(schema: z.ZodObject, body: unknown): string[] {
  return [...unknownNames(schema, body), ...givenNames(['options'], body)];
}

interface EmbedAll {
  request: FastifyRequest;
  reply: FastifyReply;
  parts: ApiParts;
  name: string;
  inputs: string[];
  /** What is too long is cut off instead of refused. */
  isCut: boolean;
  keepLoadedSeconds: number | undefined;
}

async function embedAll({ request, reply, parts, name, inputs, isCut, keepLoadedSeconds }: EmbedAll) {
  const { id } = await findNamed(parts, name);
  request.logged?.note({ model: id });
  const signal = leaveSignal(reply);
  const wish = { model: id, ...(keepLoadedSeconds !== undefined && { keepLoadedSeconds }) };
  const startedAt = performance.now();
  const isLoaded = parts.engine.loadedModelIds().includes(id);
  if (!isLoaded) await loadModel({ parts, modelId: id, keepLoadedSeconds, signal });
  const loadMs = isLoaded ? 0 : performance.now() - startedAt;
  if (inputs.length === 0) return { vectors: [], tokens: [], loadMs };
  try {
    return { ...(await parts.engine.embed({ ...wish, inputs }, signal)), loadMs };
  } catch (thrown) {
    const contextLength = (await findLoaded(parts, id))?.settings.contextLength;
    if (!isCut || toApiError(thrown).kind !== 'context' || contextLength === undefined) throw thrown;
    const cut = await Promise.all(inputs.map(async (text) => (await parts.engine.tokenize({ model: id, text }, signal)).tokens));
    // A token of room at either end, for those that the model puts around a text.
    const fitting = cut.map((tokens) => tokens.slice(0, contextLength - 2));
    return { ...(await parts.engine.embed({ ...wish, inputs: fitting }, signal)), loadMs };
  }
}
