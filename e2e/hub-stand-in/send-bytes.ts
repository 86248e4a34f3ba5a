/** A file's bytes as an answer, whole or a range, with everything that may go wrong on the way. */
import type { ServerResponse } from 'node:http';
import { type Call, portalPage } from './call.ts';
import type { Content } from './content.ts';

export interface Bytes {
  content: Content;
  /** With its quotes. */
  etag: string;
  headers: Record<string, string>;
  /** What the faults go by: `repository/path`. */
  subject: string;
}

interface Range {
  start: number;
  /** Not included. */
  end: number;
}

export async function sendBytes(call: Call, bytes: Bytes): Promise<void> {
  const { request, response, hub } = call;
  const { subject, content } = bytes;
  const size = content.sizeBytes;
  const etag = hub.faults.value('etagChange', subject) ? '"changed-on-the-way"' : bytes.etag;
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { ...bytes.headers, etag }).end();

  let range = parseRange(request.headers.range, size);
  if (range !== undefined && request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag) range = undefined;
  if (range === 'unsatisfiable') return void response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
  if (hub.faults.strikes('portal', subject)) return sendPortal(call, range !== undefined);
  if (range && hub.faults.strikes('ignoreRange', subject)) range = undefined;
  if (range && range.start > 0 && hub.faults.strikes('ignoreRangeOnResume', subject)) range = undefined;

  const { start, end } = range ?? { start: 0, end: size };
  const encoding = hub.faults.value('encoding', subject);
  const hasNoLength = hub.faults.strikes('noLength', subject);
  const shift = range && hub.faults.strikes('wrongContentRange', subject) ? 1 : 0;
  response.writeHead(range ? 206 : 200, {
    ...bytes.headers,
    etag,
    ...(encoding !== undefined && { 'content-encoding': encoding }),
    'accept-ranges': 'bytes',
    ...(!hasNoLength && { 'content-length': end - start }),
    ...(!hasNoLength && range && { 'content-range': `bytes ${start + shift}-${end - 1 + shift}/${size}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  await pour(call, bytes, { start, end });
}

async function pour(call: Call, { content, subject }: Bytes, { start, end }: Range): Promise<void> {
  const { hub, response, request, log } = call;
  const drop = hub.faults.place('dropAfter', subject);
  const stall = hub.faults.place('stallAfter', subject);
  const corrupt = hub.faults.place('corruptAt', subject);
  const isTrickle = hub.faults.strikes('trickle', subject);
  const stops = [drop && start + drop.at, stall && start + stall.at].filter((at) => at !== undefined);
  let at = start;
  for await (const whole of content.read(start, end)) {
    for (const piece of cut(whole, at, stops, isTrickle ? 1 : undefined)) {
      if (isTrickle) await trickleTime();
      if (drop && at === start + drop.at && drop.strike()) return cutConnection(call);
      if (stall && at === start + stall.at && stall.strike()) return;
      const wait = hub.pacer.wait(piece.length, { subject, connection: request.socket });
      if (wait) await wait;
      if (response.destroyed) return;
      const isFree = response.write(corrupt ? flip(piece, corrupt, at) : piece);
      at += piece.length;
      log.bytesSent += piece.length;
      if (!isFree) await untilFree(response);
      if (response.destroyed) return;
    }
  }
  response.end();
}

/** Until the connection takes more, or is gone. */
function untilFree(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    response.on('drain', done).on('close', done).on('error', done);
  });
}

/** So that what was written before arrives first. */
function cutConnection({ response, request }: Call): void {
  setTimeout(() => {
    response.destroy();
    request.socket.destroy();
  }, 20);
}

/** Spaces without an end. */
export async function sendTrickle({ response, log }: Call, headers: Record<string, string>): Promise<void> {
  response.writeHead(200, headers);
  while (!response.destroyed) {
    response.write(' ');
    log.bytesSent += 1;
    await trickleTime();
  }
}

const trickleTime = () => new Promise((resolve) => setTimeout(resolve, 100));

/** Pieces small enough to pace, and cut where something is to happen. */
function* cut(whole: Uint8Array, at: number, stops: number[], most = 262_144): Iterable<Uint8Array> {
  let from = 0;
  while (from < whole.length) {
    const next = stops.filter((stop) => stop > at + from).map((stop) => stop - at);
    const to = Math.min(whole.length, from + most, ...next);
    yield whole.subarray(from, to);
    from = to;
  }
}

function flip(piece: Uint8Array, corrupt: { at: number; strike(): boolean }, at: number): Uint8Array {
  const index = corrupt.at - at;
  if (index < 0 || index >= piece.length || !corrupt.strike()) return piece;
  const copy = Uint8Array.from(piece);
  copy[index] = (copy[index] as number) ^ 1;
  return copy;
}

export function sendPortal({ response, request, log }: Call, isRange = false): void {
  response.writeHead(isRange ? 206 : 200, { 'content-type': 'text/html', 'content-length': portalPage.length });
  if (request.method === 'HEAD') return void response.end();
  log.bytesSent += portalPage.length;
  response.end(portalPage);
}

/** One range, also of the last bytes; several at once are answered as if none were asked. */
export function parseRange(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size };
  const [start, end] = [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)];
  if (start >= size) return 'unsatisfiable';
  return start < end ? { start, end } : undefined;
}
