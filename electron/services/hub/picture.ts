/**
 * Pictures of model cards, fetched by the host so that the page never reaches another address. Cards are written by anybody: only
 * addresses of the open internet are asked (not the home network), only bitmaps are handed on, and neither size nor cache grows.
 */
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readFile, utimes } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import type { Http, HttpResponse } from '../../lib/http.ts';
import { redirectTarget } from '../../lib/http-answers.ts';
import { trimFolder } from '../../lib/trim-folder.ts';
import { readBounded } from './read-bounded.ts';

export interface CardPicture {
  type: string;
  body: Buffer;
}

interface CardPicturesOptions {
  http: Pick<Http, 'fetch'>;
  /** Where fetched ones are kept. */
  folder: string;
  /** The hub's own address, which may lie in the home network and need no https. */
  endpoint: () => string;
}

const limits = { pictureBytes: 5e6, keptBytes: 50e6, redirects: 5 };

export class CardPictures {
  readonly #options: CardPicturesOptions;

  constructor(options: CardPicturesOptions) {
    this.#options = options;
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
      await this.#assertAllowed(url);
      const response = await this.#options.http.fetch(url, { redirect: 'manual', signal: signal ?? null, headers: { accept: 'image/*' } });
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

  async #assertAllowed(address: string): Promise<void> {
    if (!URL.canParse(address)) throw refused('address');
    const url = new URL(address);
    if (url.origin === new URL(this.#options.endpoint()).origin) return;
    if (url.protocol !== 'https:') throw refused('scheme');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host, family: isIP(host) }];
    // A name that this computer cannot resolve may still be known to a proxy, which is not in the home network's name service.
    if (addresses.some(isPrivate)) throw refused('private-address');
  }
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry: what is not the open internet. */
const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv6');
}

/** IPv4 addresses written as IPv6 (::ffff:10.0.0.1) are checked as what they are. */
function isPrivate({ address, family }: { address: string; family: number }): boolean {
  return privateAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
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
