import type { FastifyReply } from 'fastify';
import { toApiError } from '../http/api-error.ts';
import { eventText, sendPieces } from '../http/event-stream.ts';
import { toErrorBody, withParam } from './openai-error.ts';

/** Chunks as server-sent events with `[DONE]` at their end. A failure in mid-stream is an event with `error`, and the last one. */
export async function sendChunks({ reply, param }: { reply: FastifyReply; param: string }, chunks: AsyncIterable<object>): Promise<void> {
  await sendPieces(reply, toEvents(chunks, param), {
    contentType: 'text/event-stream',
    describeFailure: (thrown) => eventText(toErrorBody(toApiError(thrown))),
  });
}

async function* toEvents(chunks: AsyncIterable<object>, param: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const chunk of chunks) yield eventText(chunk);
    yield eventText('[DONE]');
  } catch (thrown) {
    throw withParam(thrown, param);
  }
}
