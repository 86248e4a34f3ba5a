import type { FastifyReply } from 'fastify';
import { toApiError } from '../http/api-error.ts';
import { eventText, sendPieces } from '../http/event-stream.ts';
import { nameParam, type ParamNames, toErrorBody } from './openai-error.ts';

/** Chunks as server-sent events with `[DONE]` at their end. A failure in mid-stream is an event with `error`, and the last one. */
export async function sendChunks(
  { reply, names }: { reply: FastifyReply; names: ParamNames },
  chunks: AsyncIterable<object>,
): Promise<void> {
  await sendPieces(reply, toEvents(chunks, names), {
    contentType: 'text/event-stream',
    describeFailure: (thrown) => eventText(toErrorBody(toApiError(thrown))),
  });
}

async function* toEvents(chunks: AsyncIterable<object>, names: ParamNames): AsyncGenerator<string, void, undefined> {
  try {
    for await (const chunk of chunks) yield eventText(chunk);
    yield eventText('[DONE]');
  } catch (thrown) {
    throw nameParam(thrown, names);
  }
}
