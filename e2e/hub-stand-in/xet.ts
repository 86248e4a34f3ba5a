/**
 * Files kept in xet, as far as reading goes: the headers on resolve, the token, the plan to put a file together and the blocks ("xorbs")
 * of chunks, uncompressed. A chunk is 8 bytes (version, 24 bits of length, scheme, 24 bits of unpacked length) and its data.
 */
import { type Call, HubError, sendJson } from './call.ts';
import type { Content } from './content.ts';
import { type Commit, type HubFile, hex, type Repository } from './repositories.ts';
import { parseRange, sendBytes } from './send-bytes.ts';

const chunkBytes = 65_536;
const headerBytes = 8;
const chunksPerXorb = 256;
const token = 'xet-read-token-of-the-stand-in';

export function xetLinks({ hub }: Call, repository: Repository, commit: Commit, file: HubFile): Record<string, string> {
  hub.signed.xet.set(file.xetHash as string, { subject: `${repository.id}/${file.path}`, content: file.content });
  const auth = `${hub.endpoint}/api/models/${repository.id}/xet-read-token/${commit.sha}`;
  const plan = `${hub.dataOrigin}/v1/reconstructions/${file.xetHash}`;
  return { 'x-xet-hash': file.xetHash as string, link: `<${auth}>; rel="xet-auth", <${plan}>; rel="xet-reconstruction-info"` };
}

/** What resolve answers to those who say that they know xet. */
export function answerXetInfo(call: Call, file: HubFile, headers: Record<string, string>): void {
  const { hub, response } = call;
  const text = JSON.stringify({
    hash: file.xetHash,
    refreshUrl: /<([^>]+)>/.exec(headers.link ?? '')?.[1],
    reconstructionUrl: `${hub.dataOrigin}/v1/reconstructions/${file.xetHash}`,
  });
  response
    .writeHead(200, { ...headers, 'content-type': 'application/vnd.xet-fileinfo+json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

/** As JSON for JavaScript, as headers for Python. */
export function answerXetToken(call: Call): void {
  const exp = Math.floor(Date.now() / 1000) + 900;
  const casUrl = call.hub.dataOrigin;
  const headers = { 'x-xet-access-token': token, 'x-xet-cas-url': casUrl, 'x-xet-token-expiration': String(exp) };
  sendJson(call, { accessToken: token, casUrl, exp }, { headers });
}

/** /v1|v2/reconstructions/{hash}: which chunks of which xorbs make up the file, or the range that was asked. */
export async function answerReconstruction(call: Call): Promise<void> {
  const [, version, , hash = ''] = call.url.pathname.split('/');
  const kept = call.hub.signed.xet.get(hash);
  if (call.request.headers.authorization !== `Bearer ${token}`) throw new HubError(401, 'Unauthorized');
  if (!kept) throw new HubError(404, 'Not found');
  const size = kept.content.sizeBytes;
  const range = parseRange(call.request.headers.range, size) ?? { start: 0, end: size };
  if (range === 'unsatisfiable') throw new HubError(416, 'Range not satisfiable', { headers: { 'content-range': `bytes */${size}` } });
  const first = Math.floor(range.start / chunkBytes);
  const end = Math.ceil(range.end / chunkBytes);
  const parts: {
    id: string;
    url: string;
    chunks: { start: number; end: number };
    bytes: { start: number; end: number };
    unpacked: number;
  }[] = [];
  for (let at = first; at < end; ) {
    const xorb = Math.floor(at / chunksPerXorb);
    const until = Math.min(end, (xorb + 1) * chunksPerXorb);
    const chunks = { start: at - xorb * chunksPerXorb, end: until - xorb * chunksPerXorb };
    const unpacked = Math.min(size, until * chunkBytes) - at * chunkBytes;
    const bytesStart = chunks.start * (chunkBytes + headerBytes);
    const bytes = { start: bytesStart, end: bytesStart + unpacked + (until - at) * headerBytes - 1 };
    parts.push({ id: hex('sha256', `xorb ${hash} ${xorb}`), url: `${call.hub.dataOrigin}/xorb/${hash}/${xorb}`, chunks, bytes, unpacked });
    at = until;
  }
  const plan = {
    offset_into_first_range: range.start - first * chunkBytes,
    terms: parts.map(({ id, unpacked, chunks }) => ({ hash: id, unpacked_length: unpacked, range: chunks })),
  };
  const xorbs = Object.fromEntries(parts.map(({ id, url, chunks, bytes }) => [id, [{ url, ranges: [{ chunks, bytes }] }]]));
  const fetch_info = Object.fromEntries(parts.map(({ id, url, chunks, bytes }) => [id, [{ url, range: chunks, url_range: bytes }]]));
  sendJson(call, version === 'v2' ? { ...plan, xorbs } : { ...plan, fetch_info });
}

/** /xorb/{hash}/{index} */
export async function answerXorb(call: Call): Promise<void> {
  const [, , hash = '', index] = call.url.pathname.split('/');
  const kept = call.hub.signed.xet.get(hash);
  if (!kept) throw new HubError(404, 'Not found');
  const content = xorbContent(kept.content, Number(index));
  await sendBytes(call, {
    content,
    etag: `"${hash}-${index}"`,
    subject: kept.subject,
    headers: { 'content-type': 'application/octet-stream' },
  });
}

/** The chunks of one xorb with their headers, made as they are read. */
function xorbContent(file: Content, index: number): Content {
  const start = index * chunksPerXorb * chunkBytes;
  const unpacked = Math.min(file.sizeBytes - start, chunksPerXorb * chunkBytes);
  const sizeBytes = unpacked + Math.ceil(unpacked / chunkBytes) * headerBytes;
  return {
    sizeBytes,
    async *read(from, end) {
      const step = chunkBytes + headerBytes;
      for (let chunk = Math.floor(from / step); chunk * step < end; chunk++) {
        const chunkStart = start + chunk * chunkBytes;
        const length = Math.min(chunkBytes, start + unpacked - chunkStart);
        const pieces: Uint8Array[] = [chunkHeader(length)];
        for await (const piece of file.read(chunkStart, chunkStart + length)) pieces.push(piece);
        yield Buffer.concat(pieces).subarray(Math.max(0, from - chunk * step), end - chunk * step);
      }
    },
    sha256: async () => hex('sha256', `xorb ${index}`),
  };
}

function chunkHeader(length: number): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.writeUIntLE(length, 1, 3);
  header.writeUIntLE(length, 5, 3);
  return header;
}
