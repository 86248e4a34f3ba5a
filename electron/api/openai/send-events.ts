import type { FastifyReply } from 'fastify';
import { toApiError } from '../http/api-error.ts';
import { eventText, sendPieces } from '../http/event-stream.ts';
import { toErrorBody } from './openai-error.ts';

/** Chunks as server-sent events with `[DONE]` at their end. A failure in mid-stream is an event with `error`, and the last one. */
export async function sendChunks(reply: FastifyReply, chunks: AsyncIterable<object>): Promise<void> {
  await sendPieces(reply, toEvents(chunks), {
    contentType: 'text/event-stream',
    describeFailure: (thrown) => eventText(toErrorBody(toApiError(thrown))),
  });
}

async function* toEvents(chunks: AsyncIterable<object>): AsyncGenerator<string, void, undefined> {
  for await (const chunk of chunks) yield eventText(chunk);
  yield eventText('[DONE]');
}
