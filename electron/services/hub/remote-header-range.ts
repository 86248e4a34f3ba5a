/** Pieces of a file on a data host. Only an answer that is exactly the piece asked for is taken. */
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { type Http, type HttpResponse, leastBytes } from '../../lib/http.ts';
import { contentRange, isWebPage, redirectTarget, retryTime } from '../../lib/http-answers.ts';
import type { ResolvedFile } from './model-source.ts';

export interface RemoteFileOptions {
  http: Pick<Http, 'fetch' | 'describeFailure'>;
  /** Asked again when an address is used up. */
  resolve(signal: AbortSignal | undefined): Promise<ResolvedFile>;
  /** As the hub's list says. */
  sizeBytes: number;
  retryMs?: number | undefined;
  stallMs?: number | undefined;
}

const tries = 3;
/** A longer wait is the person's decision. */
const longestWaitMs = 10_000;
const mostRedirects = 4;
/** Of a host that asks to wait and does not say how long. */
const usualWaitMs = 60_000;

/** The address of the data host was refused: it has been used up, or the hub gave a wrong one. */
class StaleAddress extends Error {}

export class RemoteFile {
  readonly #options: RemoteFileOptions;
  #resolved: Promise<ResolvedFile> | undefined;

  constructor(options: RemoteFileOptions) {
    this.#options = options;
  }

  /** Exactly the bytes from `start` to before `end`. Throws hub.*, download.changed and the signal's reason. */
  async read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#readOnce(start, end, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const waitMs = error instanceof StaleAddress ? 0 : waitAfter(error, (this.#options.retryMs ?? 500) * 2 ** (attempt - 1));
        if (attempt === tries || waitMs === undefined) throw error instanceof StaleAddress ? error.cause : error;
        this.#resolved = undefined;
        await wait(waitMs, undefined, { signal });
      }
    }
  }

  async #readOnce(start: number, end: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const { sizeBytes, http } = this.#options;
    this.#resolved ??= this.#options.resolve(signal);
    const resolved = await this.#resolved;
    if (resolved.sizeBytes !== sizeBytes) throw changed();
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(new Error('stalled')), this.#options.stallMs ?? 20_000);
    let { host } = new URL(resolved.url);
    let response: HttpResponse | undefined;
    try {
      const opened = await this.#open(
        resolved,
        `bytes=${start}-${end - 1}`,
        AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]),
      );
      ({ response, host } = opened);
      checkAnswer(response, host);
      const given = contentRange(response);
      if ((given?.totalBytes ?? sizeBytes) !== sizeBytes) throw changed();
      if (given?.start !== start || given.end !== end) throw failed(host, 206);
      const bytes = new Uint8Array(end - start);
      let [at, renewedAt] = [0, 0];
      for await (const chunk of response.body ?? []) {
        // A byte now and then is no progress.
        if (at + chunk.length - renewedAt >= leastBytes) {
          timer.refresh();
          renewedAt = at + chunk.length;
        }
        if (at + chunk.length > bytes.length) throw failed(host, 206);
        bytes.set(chunk, at);
        at += chunk.length;
      }
      if (at < bytes.length) throw lost(host, 'reset');
      return bytes;
    } catch (error) {
      if (stalled.signal.aborted) throw lost(host, 'timeout');
      throw http.describeFailure(error, resolved.url) ?? error;
    } finally {
      clearTimeout(timer);
      await response?.body?.cancel().catch(() => {});
    }
  }

  /** Headers of the hub's own host go to no other one. */
  async #open(resolved: ResolvedFile, range: string, signal: AbortSignal): Promise<{ host: string; response: HttpResponse }> {
    let { url } = resolved;
    let isHome = true;
    for (let hops = 0; hops <= mostRedirects; hops++) {
      isHome &&= new URL(url).origin === new URL(resolved.url).origin;
      const headers = { ...(isHome && resolved.headers), range, 'accept-encoding': 'identity' };
      const response = await this.#options.http.fetch(url, { headers, redirect: 'manual', signal });
      const next = redirectTarget(response, url);
      if (next === undefined) return { host: new URL(url).host, response };
      await response.body?.cancel();
      url = next;
    }
    throw failed(new URL(url).host, 310);
  }
}

/** Throws unless this is a piece of a file. */
function checkAnswer(response: HttpResponse, host: string): void {
  const { status } = response;
  if (status === 206) return;
  if (status === 429) {
    const retryAt = retryTime(response) ?? Date.now() + usualWaitMs;
    throw new AppError('hub.rate-limited', `${host} asks to wait`, { data: { host, retryAt } });
  }
  if ([401, 403, 404, 410].includes(status)) throw new StaleAddress('refused', { cause: failed(host, status) });
  if (status < 300 && isWebPage(response))
    throw new AppError('hub.portal', `A page came instead of the file from ${host}`, { data: { host } });
  throw failed(host, status);
}

/** Milliseconds until the next try; undefined: there is none. */
function waitAfter(error: unknown, usualMs: number): number | undefined {
  if (!(error instanceof AppError)) return undefined;
  const { status, retryAt } = (error.data ?? {}) as { status?: number; retryAt?: number };
  if (error.code === 'hub.unreachable') return usualMs;
  if (error.code === 'hub.failed' && status !== undefined && status >= 500) return usualMs;
  if (error.code !== 'hub.rate-limited' || retryAt === undefined) return undefined;
  const waitMs = Math.max(0, retryAt - Date.now());
  return waitMs <= longestWaitMs ? waitMs : undefined;
}

function failed(host: string, status: number): AppError {
  return new AppError('hub.failed', `${host} answered ${status}`, { data: { host, status } });
}

function lost(host: string, reason: 'reset' | 'timeout'): AppError {
  return new AppError('hub.unreachable', `The connection to ${host} ended: ${reason}`, { data: { host, reason } });
}

function changed(): AppError {
  return new AppError('download.changed', 'The file on the hub is another one now', { data: {} });
}
