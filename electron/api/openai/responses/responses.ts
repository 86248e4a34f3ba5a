/** /v1/responses: answers that later requests may go on from, whole and as the official stream of events. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { ApiParts } from '../../dialect.ts';
import { findModel } from '../../find-model.ts';
import { ApiError, toApiError } from '../../http/api-error.ts';
import { eventText, leaveSignal, sendPieces } from '../../http/event-stream.ts';
import { noteIgnored, unknownNames } from '../../http/ignored-parameters.ts';
import { readBody } from '../../http/read-body.ts';
import { isBeforeAnswer } from '../../run-generation.ts';
import { nameParam, toErrorBody } from '../openai-error.ts';
import { runChoices } from '../run-choices.ts';
import { readInput, toTurns } from './items.ts';
import { ignoredParts, type ResponseParameters, responseParameters, toHeading, toResponseGeneration } from './response-request.ts';
import { ResponseStore } from './response-store.ts';
import { ResponseWriter } from './response-writer.ts';

const names = { messages: 'input', format: 'text.format' };

interface Context {
  parts: ApiParts;
  store: ResponseStore;
  request: FastifyRequest;
  reply: FastifyReply;
}

export function registerResponses(server: FastifyInstance, parts: ApiParts): void {
  const store = new ResponseStore(parts.database);
  server.post('/v1/responses', async (request, reply) => {
    const { given, generation, input, model } = await readRequest({ parts, store, request, reply });
    const writer = new ResponseWriter(toHeading(given, model));
    const events = runChoices({ parts, request, reply, generations: [generation], names });
    const keep = () => {
      if (given.store === false || writer.response.status === 'cancelled') return;
      store.save({ response: writer.response, input, client: request.client });
    };
    if (given.stream) return sendResponse(reply, { writer, events, keep });
    for await (const { event } of events) writer.write(event);
    keep();
    return writer.response;
  });
  server.post('/v1/responses/input_tokens', async (request, reply) => {
    const { generation } = await readRequest({ parts, store, request, reply });
    try {
      const { tokens } = await parts.engine.countPrompt(generation, leaveSignal(reply));
      return { object: 'response.input_tokens', input_tokens: tokens };
    } catch (thrown) {
      throw nameParam(thrown, names);
    }
  });
  registerStored(server, store);
}

/** Throws ApiError. */
async function readRequest({ parts, store, request, reply }: Context) {
  const given: ResponseParameters = readBody(responseParameters, request.body);
  noteIgnored(reply, [...unknownNames(responseParameters, request.body), ...ignoredParts(given)]);
  const model = await findModel(parts, given.model);
  const input = readInput(given.input);
  const previous = given.previous_response_id == null ? [] : store.conversation(given.previous_response_id, request.client);
  const generation = toResponseGeneration(given, { model, turns: toTurns([...previous, ...input]), body: request.body });
  return { given, model, input, generation };
}

type Running = { writer: ResponseWriter; events: ReturnType<typeof runChoices>; keep(): void };

async function sendResponse(reply: FastifyReply, running: Running): Promise<void> {
  const describeFailure = (thrown: unknown) => {
    const error = toApiError(thrown);
    const [last] = running.writer.fail(error);
    return last ? eventText(last, last.type) : eventText(toErrorBody(error));
  };
  await sendPieces(reply, toEvents(running), { contentType: 'text/event-stream', describeFailure });
}

async function* toEvents({ writer, events, keep }: Running): AsyncGenerator<string, void, undefined> {
  let hasBegun = false;
  for await (const { event } of events) {
    if (isBeforeAnswer(event)) continue;
    if (!hasBegun) yield writer.begin().map(toEvent).join('');
    hasBegun = true;
    const written = writer.write(event);
    // Before the last event goes out: a program may go on from this answer at once.
    if (event.type === 'done') keep();
    if (written.length > 0) yield written.map(toEvent).join('');
  }
}

function toEvent(event: ResponseStreamEvent): string {
  return eventText(event, event.type);
}

const page = z.object({
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
});

interface ById {
  Params: { id: string };
}

function registerStored(server: FastifyInstance, store: ResponseStore): void {
  server.get<ById>('/v1/responses/:id', async ({ params, query, client }) => {
    const { response } = store.get(params.id, client);
    if ((query as Record<string, unknown>).stream !== 'true') return response;
    throw new ApiError('unsupported', 'stream: a stored response is not streamed again.', { param: 'stream' });
  });
  server.delete<ById>('/v1/responses/:id', async ({ params, client }) => {
    store.remove(params.id, client);
    return { id: params.id, object: 'response', deleted: true };
  });
  server.get<ById>('/v1/responses/:id/input_items', async ({ params, query, client }) => {
    const { order, limit, after } = readBody(page, query);
    const { input } = store.get(params.id, client);
    const all = order === 'asc' ? input : input.toReversed();
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(from, from + limit);
    return {
      object: 'list',
      data,
      first_id: data[0]?.id ?? '',
      last_id: data.at(-1)?.id ?? '',
      has_more: from + limit < all.length,
    };
  });
  server.post<ById>('/v1/responses/:id/cancel', async ({ params, client }) => {
    const { response } = store.get(params.id, client);
    throw new ApiError('invalid', `The response is ${response.status} already. To end one that runs, close its connection.`);
  });
}
