import type { FastifyReply } from 'fastify';
import { toApiError } from '../http/api-error.ts';
import { sendPieces } from '../http/event-stream.ts';

/** Each object as one line of JSON. A failure in mid-stream is the last one. */
export async function sendLines(reply: FastifyReply, lines: AsyncIterable<object>): Promise<FastifyReply> {
  await sendPieces(reply, toText(lines), {
    contentType: 'application/x-ndjson',
    describeFailure: (thrown) => toLine({ error: toApiError(thrown).message }),
  });
  return reply;
}

async function* toText(lines: AsyncIterable<object>): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) yield toLine(line);
}

const toLine = (value: object) => `${JSON.stringify(value)}\n`;
