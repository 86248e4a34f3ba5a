/**
 * Pictures of model cards, fetched by the host so that the page never reaches another address. Cards are written by anybody: only
 * addresses of the open internet are asked (not the home network), only bitmaps are handed on, and neither size nor cache grows.
 */
import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { isIP, type LookupFunction } from 'node:net';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import type { Http, HttpResponse } from '../../lib/http.ts';
import { redirectTarget } from '../../lib/http-answers.ts';
import { trimFolder } from '../../lib/trim-folder.ts';
import { isPublicAddress, publicLookup } from './public-address.ts';
import { readBounded } from './read-bounded.ts';

/** `type`: what its bytes are, as a media type. */
export interface CardPicture {
  type: string;
  body: Buffer;
}

interface CardPicturesOptions {
  http: Pick<Http, 'fetch' | 'withLookup'>;
  /** Where fetched ones are kept. */
  folder: string;
  /** The hub's own address, which may lie in the home network and need no https. */
  endpoint: () => string;
  /** How names become addresses; unset: as the system does it. */
  resolve?: LookupFunction;
}

const limits = { pictureBytes: 5e6, keptBytes: 50e6, redirects: 5 };

export class CardPictures {
  readonly #options: CardPicturesOptions;
  readonly #lookup: LookupFunction;
  /** Connects to public addresses only. */
  readonly #publicHttp: Pick<Http, 'fetch'>;

  constructor(options: CardPicturesOptions) {
    this.#options = options;
    this.#lookup = publicLookup(() => refused('private-address'), options.resolve);
    this.#publicHttp = options.http.withLookup(this.#lookup);
  }

  /** Throws hub.picture-refused with the reason, hub.unreachable. */
  async get(address: string, signal?: AbortSignal): Promise<CardPicture> {
    const file = join(this.#options.folder, createHash('sha256').update(address).digest('hex'));
    const kept = await readFile(file).catch(() => undefined);
    const keptType = kept && typeOf(kept);
    if (kept && keptType) {
      await utimes(file, new Date(), new Date()).catch(() => {});
      return { type: keptType, body: kept };
    }
    const body = await this.#fetch(address, signal);
    const type = typeOf(body);
    if (type === undefined) throw refused('type');
    try {
      writeFileAtomically(file, body);
      await trimFolder(this.#options.folder, { bytes: limits.keptBytes });
    } catch {
      // A full disk costs fetching it again.
    }
    return { type, body };
  }

  async #fetch(address: string, signal: AbortSignal | undefined): Promise<Buffer> {
    let url = address;
    for (let hops = 0; hops <= limits.redirects; hops++) {
      const response = await this.#ask(url, signal);
      const next = redirectTarget(response, url);
      if (next !== undefined) {
        await response.body?.cancel();
        url = next;
        continue;
      }
      if (response.status !== 200) {
        await response.body?.cancel();
        throw refused('status');
      }
      return readPicture(response);
    }
    throw refused('redirects');
  }

  async #ask(address: string, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const url = URL.parse(address);
    if (url === null) throw refused('address');
    const init = { redirect: 'manual', signal: signal ?? null, headers: { accept: 'image/*' } } as const;
    if (url.origin === new URL(this.#options.endpoint()).origin) return this.#options.http.fetch(address, init);
    if (url.protocol !== 'https:') throw refused('scheme');
    await this.#assertPublic(url.hostname.replace(/^\[|\]$/g, ''));
    return this.#publicHttp.fetch(address, init);
  }

  /**
   * A connection checks the address that it goes to by itself; before it, this is for what is asked through a proxy. There the proxy
   * resolves the name, out of our sight: refused is what this computer takes for private, and a name that only the proxy knows passes.
   */
  async #assertPublic(host: string): Promise<void> {
    if (isIP(host) !== 0) {
      if (!isPublicAddress(host)) throw refused('private-address');
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#lookup(host, { all: true }, (error) => (error instanceof AppError ? reject(error) : resolve()));
    await promise;
  }
}

/** By the first bytes, whatever a server says; SVG is none of them, since it can hold programs. */
function typeOf(body: Buffer): string | undefined {
  const text = (start: number, end: number) => body.toString('latin1', start, end);
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'image/gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  return /^ftypavi[fs]/.test(text(4, 12)) ? 'image/avif' : undefined;
}

async function readPicture(response: HttpResponse): Promise<Buffer> {
  const told = Number(response.headers.get('content-length') ?? 0);
  if (told > limits.pictureBytes) {
    await response.body?.cancel();
    throw refused('size');
  }
  const body = await readBounded(response, limits.pictureBytes + 1);
  if (body.length > limits.pictureBytes) throw refused('size');
  return body;
}

function refused(reason: string): AppError {
  return new AppError('hub.picture-refused', `A picture was not shown: ${reason}`, { data: { reason } });
}
