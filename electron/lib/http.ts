/** How the host reaches other computers: through the proxy that a person or their system chose, with limits on waiting. */
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, Headers, Pool, ProxyAgent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { toUnreachable } from './http-errors.ts';
import { findProxy, type ProxyChoice, withoutPassword } from './http-proxy.ts';

export interface HttpOptions {
  userAgent: string;
  /** Asked again for each request, so that a change counts at once. Unset: the system's. */
  proxy?: (() => ProxyChoice) | undefined;
  /** The platform's, see there. */
  resolveProxy?: ((url: string) => Promise<string>) | undefined;
  /** Where the variables of a proxy are read; unset: there are none. */
  environment?: NodeJS.ProcessEnv | undefined;
  connectTimeoutMs?: number | undefined;
  headersTimeoutMs?: number | undefined;
  /** How names become addresses on the direct way; a proxy does that itself. An AppError of it is thrown as it is. Unset: as the system. */
  lookup?: LookupFunction | undefined;
}

/** What must come while a host may be silent, in bytes: one that sends a byte now and then is as silent as one that sends none. */
export const leastBytes = 4096;

export type HttpInit = NonNullable<Parameters<typeof undiciFetch>[1]>;
export type HttpResponse = Awaited<ReturnType<typeof undiciFetch>>;

/** An answer with its body as it comes from the connection. */
export interface HttpStream {
  status: number;
  headers: Headers;
  /** To be read to its end or destroyed. */
  body: Readable;
}

/** Ways that are kept open: the present proxy's, and the last ones that a change may bring back. */
const keptWays = 4;

/** One try: nothing is repeated here. Throws AppError hub.unreachable where no answer came, and the signal's reason after an abort. */
export class Http {
  readonly #options: HttpOptions;
  /** By the proxy's address; an empty one for the direct way. The one used last comes last. */
  readonly #ways = new Map<string, Dispatcher>();
  readonly #derived: Http[] = [];
  #isDisposed = false;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  async fetch(url: string, init: HttpInit = {}): Promise<HttpResponse> {
    init.signal?.throwIfAborted();
    const proxy = await this.#findProxy(url);
    try {
      return await undiciFetch(url, { ...init, dispatcher: this.#way(proxy), headers: this.#headers(init) });
    } catch (error) {
      init.signal?.throwIfAborted();
      throw toUnreachable(error, url, proxy) ?? error;
    }
  }

  /** For large files: fetch would copy each piece. Redirects are the caller's. Throws what fetch throws. */
  async stream(url: string, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<HttpStream> {
    init.signal.throwIfAborted();
    const proxy = await this.#findProxy(url);
    try {
      const headers = Object.fromEntries(this.#headers(init));
      const { statusCode, headers: told, body } = await undiciRequest(url, { dispatcher: this.#way(proxy), headers, signal: init.signal });
      // Whoever reads hears of it as well; nobody may be reading yet.
      body.on('error', () => {});
      return { status: statusCode, headers: toHeaders(told), body };
    } catch (error) {
      init.signal.throwIfAborted();
      throw toUnreachable(error, url, proxy) ?? error;
    }
  }

  /** The same with connections of its own, for addresses that `lookup` finds; ends with this one. */
  withLookup(lookup: LookupFunction): Http {
    const derived = new Http({ ...this.#options, lookup });
    this.#derived.push(derived);
    return derived;
  }

  /** The proxy on the way to an address, without a password; undefined: none. */
  async describeProxy(url: string): Promise<string | undefined> {
    const proxy = await this.#findProxy(url);
    return proxy && withoutPassword(proxy);
  }

  /** A failure while a body was being read, as the AppError that fetch would have thrown; undefined: it is something else. */
  describeFailure(error: unknown, url: string): Error | undefined {
    return toUnreachable(error, url);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const ways = [...this.#ways.values()];
    this.#ways.clear();
    await Promise.all([...ways.map((way) => way.destroy()), ...this.#derived.map((http) => http.dispose())]);
  }

  #findProxy(url: string): Promise<string | undefined> {
    const { proxy, resolveProxy, environment = {} } = this.#options;
    return findProxy(url, { choice: proxy?.() ?? { proxy: 'system', proxyUrl: '' }, resolveProxy, environment });
  }

  #headers({ headers }: HttpInit): Headers {
    const all = new Headers(headers);
    if (!all.has('user-agent')) all.set('user-agent', this.#options.userAgent);
    return all;
  }

  #way(proxy = ''): Dispatcher {
    if (this.#isDisposed) throw new DOMException('Alcove is ending', 'AbortError');
    const way = this.#ways.get(proxy) ?? this.#createWay(proxy);
    this.#ways.delete(proxy);
    this.#ways.set(proxy, way);
    const [oldest] = this.#ways;
    if (oldest !== undefined && this.#ways.size > keptWays) {
      this.#ways.delete(oldest[0]);
      // Transfers under way end by themselves.
      void oldest[1].close();
    }
    return way;
  }

  #createWay(proxy: string): Dispatcher {
    const { connectTimeoutMs = 15_000, headersTimeoutMs = 30_000, lookup } = this.#options;
    // Many connections to one host, one request on each: parallel ranges of a file. Bodies that stall are their reader's business.
    const limits = { headersTimeout: headersTimeoutMs, bodyTimeout: 300_000, allowH2: false };
    const connect = { timeout: connectTimeoutMs };
    if (proxy === '') return new Agent({ ...limits, connect: { ...connect, ...(lookup && { lookup }) } });
    return new ProxyAgent({
      ...limits,
      uri: proxy,
      proxyTls: connect,
      requestTls: connect,
      clientFactory: (origin, options) => new ProxyPool(origin, options),
    });
  }
}

/** A proxy that hangs up without a word is asked once: undici takes that for a fault of the moment and would ask again at once, for ever. */
class ProxyPool extends Pool {
  override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    try {
      return await super.connect(options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw error;
      throw Object.assign(new Error('The proxy hung up', { cause: error }), { code: 'UND_ERR_ABORTED' });
    }
  }
}

function toHeaders(told: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(told)) for (const each of [value ?? []].flat()) headers.append(name, each);
  return headers;
}
