/** Asks a data host for a file or a range of it, and believes no answer that is not exactly what was asked for. */
import { AppError } from '../../../shared/errors.ts';
import type { Http, HttpStream } from '../../lib/http.ts';
import { contentRange, isWebPage, redirectTarget, retryTime } from '../../lib/http-answers.ts';
import { isPassingStatus, NoRangesError, PassingError, StaleAddressError } from './retry.ts';

export interface ByteRange {
  start: number;
  /** Not included. */
  end: number;
}

export interface BodyRequest {
  http: Http;
  url: string;
  headers: Record<string, string>;
  sizeBytes: number;
  /** Undefined: the whole file as one stream. */
  range: ByteRange | undefined;
  signal: AbortSignal;
}

const mostRedirects = 5;
/** A page of a network is small; a model is not. */
const largestPageBytes = 64 * 1024;

/** Throws PassingError, StaleAddressError, NoRangesError and AppError hub.failed; the body of a refused answer is ended. */
export async function openBody(request: BodyRequest): Promise<HttpStream> {
  const response = await follow(request);
  try {
    refuseWrong(response, request);
    return response;
  } catch (error) {
    response.body.destroy();
    throw error;
  }
}

/** By hand: what was meant for one host is never sent to another. */
async function follow({ http, url, headers, range, signal }: BodyRequest): Promise<HttpStream> {
  let [at, sent] = [url, { ...headers, 'accept-encoding': 'identity' } as Record<string, string>];
  if (range !== undefined) sent.range = `bytes=${range.start}-${range.end - 1}`;
  for (let step = 0; ; step += 1) {
    const response = await http.stream(at, { headers: sent, signal });
    const next = redirectTarget(response, at);
    if (next === undefined || step === mostRedirects) return response;
    response.body.destroy();
    if (new URL(next).origin !== new URL(at).origin) sent = { 'accept-encoding': 'identity', ...(sent.range && { range: sent.range }) };
    at = next;
  }
}

function refuseWrong(response: HttpStream, request: BodyRequest): void {
  const { host } = new URL(request.url);
  const { status } = response;
  if (status === 200 || status === 206) {
    refuseEncoded(response, host);
    refusePortal(response, request);
    if (status === 206) refuseWrongRange(response, request);
    else refuseWhole(response, request);
    return;
  }
  const failed = new AppError('hub.failed', `${host} answers ${status}`, { data: { host, status } });
  if ([401, 403, 404, 410, 416].includes(status)) throw new StaleAddressError(failed);
  if (!isPassingStatus(status)) throw failed;
  const retryAt = retryTime(response);
  const limited = new AppError('hub.rate-limited', `${host} asks to wait`, { data: { host, ...(retryAt && { retryAt }) } });
  throw new PassingError(status === 429 ? limited : failed, retryAt);
}

/** Packed bytes are not the file's, and were not asked for. */
function refuseEncoded(response: HttpStream, host: string): void {
  const encoding = response.headers.get('content-encoding')?.trim() ?? '';
  if (encoding === '' || /^identity$/i.test(encoding)) return;
  throw new StaleAddressError(
    new AppError('hub.failed', `${host} packs the file (${encoding})`, { data: { host, status: response.status } }),
  );
}

/** Undefined where the host does not tell. */
function lengthOf(response: HttpStream): number | undefined {
  const length = response.headers.get('content-length');
  return length === null ? undefined : Number(length);
}

function refusePortal(response: HttpStream, { url, sizeBytes, range }: BodyRequest): void {
  const { host } = new URL(url);
  const wanted = response.status === 206 && range ? range.end - range.start : sizeBytes;
  const length = lengthOf(response);
  const isTooSmall = length !== undefined && length < wanted && length <= largestPageBytes;
  if (!isWebPage(response) && !isTooSmall) return;
  throw new PassingError(new AppError('hub.portal', `Something else answers in place of ${host}`, { data: { host } }));
}

function refuseWrongRange(response: HttpStream, { url, sizeBytes, range }: BodyRequest): void {
  const { host } = new URL(url);
  const given = contentRange(response);
  if (range === undefined || given?.totalBytes === undefined) throw new NoRangesError(`${host} does not say which range it sends`);
  const { start, end, totalBytes } = given;
  if (totalBytes !== sizeBytes) {
    throw new StaleAddressError(new AppError('hub.failed', `${host} has ${totalBytes} bytes`, { data: { host, status: 206 } }));
  }
  if (start !== range.start || end !== range.end) throw new NoRangesError(`${host} sends another range than was asked for`);
}

function refuseWhole(response: HttpStream, { url, sizeBytes, range }: BodyRequest): void {
  const { host } = new URL(url);
  const isPartWanted = range !== undefined && (range.start > 0 || range.end < sizeBytes);
  if (isPartWanted) throw new NoRangesError(`${host} knows no ranges`);
  const length = lengthOf(response);
  if (length === undefined || length === sizeBytes) return;
  throw new StaleAddressError(new AppError('hub.failed', `${host} has ${length} bytes`, { data: { host, status: 200 } }));
}
