/** What Anthropic's clients speak: `/v1/messages` and counting its tokens. */
import { randomUUID } from 'node:crypto';
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts, Dialect } from '../dialect.ts';
import { findModel, listUsable } from '../find-model.ts';
import { generateFor } from '../generate-for.ts';
import { type ApiError, type FailureKind, toApiError } from '../http/api-error.ts';
import { eventText, leaveSignal, sendPieces } from '../http/event-stream.ts';
import { givenNames, noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { collectAnswer } from '../run-generation.ts';
import { readConversation, readRequest } from './read-request.ts';
import { countSchema, messagesSchema } from './request-schema.ts';
import { writeMessage } from './write-answer.ts';
import { writeStream } from './write-stream.ts';

export const anthropic: Dialect = {
  owns: (path, headers) => path.startsWith('/v1/messages') || headers['anthropic-version'] !== undefined,
  toError(error) {
    const id = newId('req_');
    return { body: { ...writeError(error), request_id: id }, headers: { 'request-id': id }, ...(error.kind === 'busy' && { status: 529 }) };
  },
  register(server, parts) {
    server.post('/v1/messages', (request, reply) => answer(request, reply, parts));
    server.post('/v1/messages/count_tokens', (request, reply) => count(request, reply, parts));
    listForAnthropic(server, parts);
  },
};

async function answer(request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const body = readBody(messagesSchema, request.body);
  const model = await findModel(parts, body.model);
  const generation = readRequest(body, model);
  reply.header('request-id', newId('req_'));
  noteIgnored(reply, [
    ...unknownNames(messagesSchema, request.body),
    ...givenNames(['budget_tokens'], body.thinking, 'thinking.'),
    ...givenNames(['effort', 'task_budget'], body.output_config, 'output_config.'),
  ]);
  const { thinking } = body;
  const isThinkingOmitted = thinking?.type !== undefined && thinking.type !== 'disabled' && thinking.display === 'omitted';
  const frame = { id: newId('msg_'), model: model.id, isThinkingOmitted };
  const events = generateFor({ parts, request, reply, generation });
  if (!body.stream) return writeMessage(await collectAnswer(events), frame);
  await sendPieces(reply, writeStream(events, frame), {
    contentType: 'text/event-stream',
    describeFailure: (thrown) => eventText(writeError(toApiError(thrown)), 'error'),
  });
  return reply;
}

async function count(request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const body = readBody(countSchema, request.body);
  const model = await findModel(parts, body.model);
  const generation = readConversation(body, model);
  request.logged?.note({ model: model.id });
  noteIgnored(reply, unknownNames(countSchema, request.body));
  const { tokens } = await parts.engine.countPrompt({ loadedFor: 'server', ...generation }, leaveSignal(reply));
  return { input_tokens: tokens };
}

/** `/v1/models` is OpenAI's, unless one of Anthropic's clients asks. */
function listForAnthropic(server: FastifyInstance, parts: ApiParts): void {
  server.addHook('preHandler', async ({ method, headers, params, routeOptions }, reply) => {
    if (method !== 'GET' || headers['anthropic-version'] === undefined) return;
    if (routeOptions.url === '/v1/models/*') return reply.send(writeModel(await findModel(parts, (params as { '*': string })['*'])));
    if (routeOptions.url !== '/v1/models') return;
    const data = (await listUsable(parts)).filter(({ kind }) => kind === 'chat' || kind === 'unknown').map(writeModel);
    return reply.send({ data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
  });
}

function writeModel({ id, name, modifiedAt, contextLength }: Model): ModelInfo {
  return {
    ...{ type: 'model', id, display_name: name, created_at: new Date(modifiedAt).toISOString() },
    ...{ capabilities: null, line: null, max_input_tokens: contextLength ?? null, max_tokens: null },
    ...{ lifecycle: 'active', deprecated_at: null, retires_at: null },
  };
}

const errorTypes: Record<FailureKind, string> = {
  invalid: 'invalid_request_error',
  unsupported: 'invalid_request_error',
  context: 'invalid_request_error',
  unauthorized: 'authentication_error',
  forbidden: 'permission_error',
  'not-found': 'not_found_error',
  'model-not-found': 'not_found_error',
  'wrong-method': 'invalid_request_error',
  timeout: 'timeout_error',
  conflict: 'invalid_request_error',
  'too-large': 'request_too_large',
  'rate-limited': 'rate_limit_error',
  internal: 'api_error',
  busy: 'overloaded_error',
  unavailable: 'api_error',
};

function writeError({ kind, message }: ApiError) {
  return { type: 'error', error: { type: errorTypes[kind], message } } as const;
}

function newId(prefix: string): string {
  return prefix + randomUUID().replaceAll('-', '');
}
