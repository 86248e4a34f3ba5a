import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../dialect.ts';
import { findModel } from '../find-model.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { toTextChunks, toTextCompletion } from './completion-answer.ts';
import { completionParameters, toCompletionGenerations } from './completion-request.ts';
import { collectChoices, repeatRequest, runChoices } from './run-choices.ts';
import { sendChunks } from './send-events.ts';

const names = { messages: 'prompt', format: 'grammar' };

/** POST /v1/completions */
export function registerCompletions(server: FastifyInstance, parts: ApiParts): void {
  server.post('/v1/completions', async (request, reply) => {
    const given = readBody(completionParameters, request.body);
    noteIgnored(reply, unknownNames(completionParameters, request.body));
    const model = await findModel(parts, given.model);
    const n = given.n ?? 1;
    const prompts = await toCompletionGenerations({ given, model, parts, signal: leaveSignal(reply) });
    const generations = prompts.flatMap((generation) => repeatRequest(generation, n));
    const echoes = generations.map(({ prompt }) => (given.echo ? (prompt?.text ?? '') : ''));
    const heading = { model: model.id, version: parts.version, echoes, n };
    const events = runChoices({ parts, request, reply, generations, names, n });
    if (given.stream) {
      const chunks = toTextChunks(events, { ...heading, includeUsage: given.stream_options?.include_usage === true });
      return sendChunks(reply, chunks);
    }
    return toTextCompletion(await collectChoices(events, generations.length), heading);
  });
}
