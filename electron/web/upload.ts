import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';

/** A file as it comes in from a page. `signal` aborts when the page goes away in the middle. */
export interface IncomingFile {
  name: string;
  sizeBytes: number;
  stream: Readable;
  signal: AbortSignal;
}

export type ReceiveFile = (file: IncomingFile) => Promise<unknown>;

/** PUT /upload?name=model.gguf with the file as its body. The answer is JSON; a failure is `{ code, data }` with 422. */
export async function handleUpload(options: {
  request: IncomingMessage;
  response: ServerResponse;
  name: string | null;
  receive: ReceiveFile;
  onBug: (error: unknown) => void;
}): Promise<void> {
  const { request, response, name } = options;
  const answer = (status: number, value: unknown) => {
    if (response.headersSent || response.destroyed) return;
    // What is left of the body would otherwise be read as the next request.
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
    response.end(JSON.stringify(value ?? null));
  };
  const length = request.headers['content-length'];
  if (!name || name.length > 255 || /[/\\\0]/.test(name) || name.startsWith('.')) {
    return answer(422, { code: 'request.invalid', data: { reason: 'name' } });
  }
  if (length === undefined || !/^\d+$/.test(length)) return answer(411, { code: 'request.invalid', data: { reason: 'content-length' } });
  const gone = new AbortController();
  request.on('close', () => {
    if (!request.complete) gone.abort();
  });
  try {
    answer(200, await options.receive({ name, sizeBytes: Number(length), stream: request, signal: gone.signal }));
  } catch (error) {
    if (error instanceof AppError) return answer(422, { code: error.code, data: error.data });
    if (!gone.signal.aborted) options.onBug(error);
    answer(500, { code: 'internal' });
  }
}
