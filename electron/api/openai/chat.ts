import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../dialect.ts';
import { findModel } from '../find-model.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { toChunks, toCompletion } from './chat-answer.ts';
import { chatParameters, toChatGeneration } from './chat-request.ts';
import { collectChoices, repeatRequest, runChoices } from './run-choices.ts';
import { sendChunks } from './send-events.ts';

const names = { messages: 'messages', format: 'response_format' };

/** POST /v1/chat/completions */
export function registerChat(server: FastifyInstance, parts: ApiParts): void {
  server.post('/v1/chat/completions', async (request, reply) => {
    const given = readBody(chatParameters, request.body);
    noteIgnored(reply, unknownNames(chatParameters, request.body));
    const model = await findModel(parts, given.model);
    const generations = repeatRequest(toChatGeneration(given, model, request.body), given.n ?? 1);
    const heading = { model: model.id, version: parts.version, hasLogprobs: given.logprobs === true };
    const events = runChoices({ parts, request, reply, generations, names });
    if (given.stream) {
      const chunks = toChunks(events, { ...heading, includeUsage: given.stream_options?.include_usage === true });
      return sendChunks(reply, chunks);
    }
    return toCompletion(await collectChoices(events, generations.length), heading);
  });
}
