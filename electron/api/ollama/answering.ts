/** `/api/generate` and `/api/chat`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { GenerationRequest } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { generateFor } from '../generate-for.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { givenNames, noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { findLoaded, isBusy, loadModel } from '../load-model.ts';
import { applyContextLength } from './context-length.ts';
import { findNamed } from './names.ts';
import { readChat, readGenerate } from './read-request.ts';
import { type ChatBody, chatSchema, type GenerateBody, generateSchema, optionsSchema, type Shared } from './request-schema.ts';
import { sendLines } from './send-lines.ts';
import { type Frame, joinLines, type Writer, writeChatted, writeEmpty, writeGenerated, writeLines } from './write-answer.ts';

interface Endpoint<Body extends Shared> {
  schema: z.ZodObject;
  parse(body: unknown): Body;
  /** Nothing is to be written: the model is only loaded or unloaded. */
  isEmpty(body: Body): boolean;
  read(body: Body, model: Model): GenerationRequest;
  write: Writer;
}

const generate: Endpoint<GenerateBody> = {
  schema: generateSchema,
  parse: (body) => readBody(generateSchema, body),
  isEmpty: ({ prompt, suffix }) => !prompt && !suffix,
  read: readGenerate,
  write: writeGenerated,
};

const chat: Endpoint<ChatBody> = {
  schema: chatSchema,
  parse: (body) => readBody(chatSchema, body),
  isEmpty: ({ messages }) => !messages || messages.length === 0,
  read: readChat,
  write: writeChatted,
};

export function registerAnswering(server: FastifyInstance, parts: ApiParts): void {
  server.post('/api/generate', (request, reply) => answer({ request, reply, parts, endpoint: generate }));
  server.post('/api/chat', (request, reply) => answer({ request, reply, parts, endpoint: chat }));
}

interface Asked<Body extends Shared> {
  request: FastifyRequest;
  reply: FastifyReply;
  parts: ApiParts;
  endpoint: Endpoint<Body>;
}

async function answer<Body extends Shared>({ request, reply, parts, endpoint }: Asked<Body>) {
  const startedAt = performance.now();
  const body = endpoint.parse(request.body);
  const model = await findNamed(parts, body.model);
  request.logged?.note({ model: model.id });
  const frame = { model: body.model, write: endpoint.write, startedAt, loadMs: 0 };
  if (endpoint.isEmpty(body)) return loadOnly({ reply, parts, model, frame, keepLoadedSeconds: body.keep_alive });
  const generation = endpoint.read(body, model);
  const contextLength = body.options?.num_ctx;
  const { isApplied, loadMs } = await applyContextLength({ parts, model, contextLength, signal: leaveSignal(reply) });
  noteIgnored(reply, [...listIgnored(endpoint.schema, request.body, body), ...(isApplied ? [] : ['options.num_ctx'])]);
  const lines = writeLines(generateFor({ parts, request, reply, generation }), { ...frame, loadMs });
  if (body.stream === false) return joinLines(lines);
  return sendLines(reply, lines);
}

interface LoadWish {
  reply: FastifyReply;
  parts: ApiParts;
  model: Model;
  frame: Frame;
  keepLoadedSeconds: number | undefined;
}

/** Ollama's way to load a model before it is needed, and to unload it; answers under way are written to their end first. */
async function loadOnly({ reply, parts, model: { id: modelId }, frame, keepLoadedSeconds }: LoadWish): Promise<object> {
  if (keepLoadedSeconds !== 0) {
    await loadModel({ parts, modelId, keepLoadedSeconds, signal: leaveSignal(reply) });
    return writeEmpty(frame, 'load');
  }
  if (isBusy(await findLoaded(parts, modelId))) await parts.engine.load({ modelId, keepLoadedSeconds, isServed: true });
  else await parts.engine.unload({ modelId });
  return writeEmpty(frame, 'unload');
}

/** Names of what has no effect here, among it the size of a thought, which models here do not choose. */
function listIgnored(schema: z.ZodObject, body: unknown, { think, options }: Shared): string[] {
  const given = (body as { options?: unknown }).options;
  return [
    ...unknownNames(schema, body),
    ...(typeof think === 'string' ? givenNames(['think'], body) : []),
    ...(options ? unknownNames(optionsSchema, given, 'options.') : []),
  ];
}
