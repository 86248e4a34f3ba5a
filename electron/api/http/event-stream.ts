/** Answers that come in pieces: headers once the first piece is known, then as fast as the program reads. */
import type { FastifyReply } from 'fastify';

/** Aborts when the program leaves before its answer is complete. */
export function leaveSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.closed && !reply.raw.writableFinished) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

interface StreamOptions {
  contentType: 'text/event-stream' | 'application/x-ndjson';
  headers?: Record<string, string>;
  /** The last piece after a failure in mid-stream. */
  describeFailure(thrown: unknown): string;
}

/**
 * Sends what `pieces` yields. What it throws before its first piece is thrown here, so that it becomes an answer with its own status;
 * later there is no status left to set, and the failure is the last piece. Ends the source when the program leaves.
 */
export async function sendPieces(reply: FastifyReply, pieces: AsyncIterable<string>, options: StreamOptions): Promise<void> {
  const { contentType, headers, describeFailure } = options;
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  // Headers of the hooks (CORS, say) are Fastify's, until the raw answer is taken over.
  const before = reply.getHeaders();
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...before,
    'content-type': contentType,
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
    ...headers,
  } as Record<string, string>);
  try {
    for (let next = first; !next.done; next = await iterator.next()) {
      if (raw.destroyed) break;
      if (!raw.write(next.value)) await drained(raw);
    }
  } catch (thrown) {
    reply.request.noteFailure(thrown);
    if (!raw.destroyed) raw.write(describeFailure(thrown));
  } finally {
    await iterator.return?.();
    raw.end();
  }
}

function drained(raw: FastifyReply['raw']): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      raw.off('close', done);
      resolve();
    };
    raw.on('drain', done);
    raw.on('close', done);
  });
}

/** One server-sent event. */
export function eventText(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
