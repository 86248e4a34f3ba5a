/**
 * Requests to one hub: the token only where it may go, redirects by hand, retries where they help, and answers of mirrors put
 * right. A file's bytes do not come through here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Headers, Response } from 'undici';
import { AppError } from '../../../shared/errors.ts';
import type { Http, HttpInit, HttpResponse } from '../../lib/http.ts';
import { isWebPage, redirectTarget, retryTime } from '../../lib/http-answers.ts';
import { toUnreachable } from '../../lib/http-errors.ts';
import { describeRefusal, portalFailure } from './hub-failure.ts';

export interface HubClientOptions {
  http: Pick<Http, 'fetch'>;
  /** Without a slash at the end. */
  endpoint: string;
  /** The token for an address; undefined where it must not go. */
  tokenFor: (url: string) => string | undefined;
  /** Of the first try again, doubled each time. */
  retryMs?: number | undefined;
  /** For one answer from its request to its last byte. Unset: 45 s. */
  requestMs?: number | undefined;
}

interface RequestOptions {
  repository?: string | undefined;
  /** Html is what is asked for. */
  isPageWanted?: boolean;
  /** False: a limit is told at once, for a person who is waiting and can be shown a countdown. */
  isLimitWaited?: boolean;
}

const limits = { requestMs: 45_000, tries: 3, redirects: 5, waitedMs: 10_000, answerBytes: 64e6 };
/** Where mirrors point when they forget to put themselves in. */
const originalHost = 'huggingface.co';

export class HubClient {
  readonly endpoint: string;
  readonly #options: HubClientOptions;

  constructor(options: HubClientOptions) {
    this.endpoint = options.endpoint;
    this.#options = options;
  }

  webUrl(repository: string): string {
    return `${this.endpoint}/${repository}`;
  }

  /** For @huggingface/hub, whose calls take a fetch: failures come out of it as AppErrors, with what the headers said. */
  fetchWith(options: RequestOptions & { signal?: AbortSignal | undefined }): typeof fetch {
    const { signal, ...rest } = options;
    const send = (input: string, init: HttpInit = {}) => this.request(input, { ...init, ...(signal && { signal }) }, rest);
    return send as unknown as typeof fetch;
  }

  async json<Value>(url: string, options: RequestOptions & { signal?: AbortSignal | undefined } = {}): Promise<Value> {
    const { signal, ...rest } = options;
    const response = await this.request(url, { headers: { accept: 'application/json' }, ...(signal && { signal }) }, rest);
    try {
      return (await response.json()) as Value;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AppError) throw error;
      throw new AppError('hub.failed', 'The answer is not what was expected', {
        data: { host: new URL(url).host, status: response.status },
        cause: error,
      });
    }
  }

  /** A successful answer after redirects and retries. Throws hub.*. */
  async request(url: string, init: HttpInit, options: RequestOptions = {}): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= limits.tries;
      const waitMs = (this.#options.retryMs ?? 500) * 2 ** (attempt - 1);
      try {
        const { response, url: lastUrl, isTokenSent } = await this.#follow(url, init);
        const isFine = response.ok;
        if (isFine && isWebPage(response) && !options.isPageWanted) {
          await response.body?.cancel();
          throw portalFailure(url);
        }
        if (isFine) return this.#putRight(response, lastUrl);
        await response.body?.cancel();
        const { repository } = options;
        const refusal = describeRefusal(response, {
          url: lastUrl,
          repository,
          isTokenSent,
          ...(repository && { webUrl: this.webUrl(repository) }),
        });
        const askedMs = (retryTime(response) ?? Date.now() + waitMs) - Date.now();
        const isLimit = response.status === 429;
        const isPassing = isLimit ? options.isLimitWaited !== false : response.status >= 500;
        if (isLast || !isPassing || askedMs > limits.waitedMs) throw refusal;
        await sleep(Math.max(askedMs, waitMs), undefined, { ...(init.signal && { signal: init.signal }) });
      } catch (error) {
        init.signal?.throwIfAborted();
        const isReset = error instanceof AppError && error.code === 'hub.unreachable' && error.data?.reason === 'reset';
        // Once: a connection kept open may have died meanwhile; a network that is away should be told soon.
        if (attempt > 1 || !isReset) throw error;
        await sleep(waitMs, undefined, { ...(init.signal && { signal: init.signal }) });
      }
    }
  }

  /** One request without following: for files, whose redirects say what is behind them. */
  async ask(url: string, init: HttpInit = {}): Promise<{ response: HttpResponse; isTokenSent: boolean }> {
    const token = this.#options.tokenFor(url);
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const timeout = AbortSignal.timeout(this.#options.requestMs ?? limits.requestMs);
    const signal = init.signal ? AbortSignal.any([init.signal as AbortSignal, timeout]) : timeout;
    try {
      const response = await this.#options.http.fetch(url, { ...init, headers, redirect: 'manual', signal });
      return { response, isTokenSent: token !== undefined };
    } catch (error) {
      init.signal?.throwIfAborted();
      throw timeout.aborted ? late(url, error) : error;
    }
  }

  /** After a redirect to another origin the token stays behind, wherever it leads. */
  async askWithoutToken(url: string, init: HttpInit = {}): Promise<{ response: HttpResponse; isTokenSent: boolean }> {
    return new HubClient({ ...this.#options, tokenFor: () => undefined }).ask(url, init);
  }

  authorization(url: string): Record<string, string> {
    const token = this.#options.tokenFor(url);
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** The same path at this endpoint, for an address that names the original hub or another name of the mirror. */
  atEndpoint(url: string): string {
    const { pathname, search, host } = new URL(url);
    const own = new URL(this.endpoint);
    if (host === own.host) return url;
    return `${this.endpoint}${pathname}${search}`;
  }

  isOriginalHub(url: string): boolean {
    return new URL(url).host === originalHost && new URL(this.endpoint).host !== originalHost;
  }

  async #follow(first: string, init: HttpInit): Promise<{ response: HttpResponse; url: string; isTokenSent: boolean }> {
    let url = first;
    const { origin } = new URL(first);
    let isHome = true;
    for (let hop = 0; ; hop += 1) {
      // Also for who comes back: another host chose the way.
      isHome &&= new URL(url).origin === origin;
      const answer = isHome ? await this.ask(url, init) : await this.askWithoutToken(url, init);
      const next = redirectTarget(answer.response, url);
      if (next === undefined || hop >= limits.redirects) return { ...answer, url };
      await answer.response.body?.cancel();
      url = next;
    }
  }

  /** A mirror's `Link: <https://huggingface.co/...>; rel="next"` goes on at the mirror, and no answer is endless. */
  #putRight(response: HttpResponse, url: string): HttpResponse {
    if (response.body === null) return response;
    const headers = new Headers(response.headers);
    const link = headers.get('link')?.replace(/<([^>]+)>/g, (_, address: string) => {
      const target = URL.parse(address, url);
      return target === null ? '' : `<${this.atEndpoint(target.href)}>`;
    });
    if (link !== undefined) headers.set('link', link);
    return new Response(ReadableStream.from(bounded(response.body, url)), { status: response.status, headers });
  }
}

/** Metadata is a few megabytes; more than the limit is no answer. Throws hub.failed, hub.unreachable. */
async function* bounded(body: NonNullable<HttpResponse['body']>, url: string): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > limits.answerBytes) throw failedAnswer(url, 'The answer has no end');
      yield piece;
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') throw late(url, error);
    throw toUnreachable(error, url) ?? error;
  }
}

/** Nothing came, or it came so slowly that a person would wait for ever. */
function late(url: string, cause: unknown): AppError {
  const { host } = new URL(url);
  return new AppError('hub.unreachable', `${host} does not answer`, { data: { host, reason: 'timeout' }, cause });
}

/** What came is nothing that this hub should say. */
export function failedAnswer(url: string, message: string, cause?: unknown): AppError {
  return new AppError('hub.failed', message, { data: { host: new URL(url).host, status: 200 }, cause });
}
