/** What a file of the hub holds: given bytes, a file of this computer, or made up as it is read, so that gigabytes cost nothing. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Content {
  readonly sizeBytes: number;
  /** The bytes from `start` up to `end` (not included), in pieces of at most about 1 MB. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Lower-case hex; computed once. */
  sha256(): Promise<string>;
}

export function bytesContent(given: string | Uint8Array): Content {
  const bytes = Buffer.from(given as Uint8Array);
  return {
    sizeBytes: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end);
    },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
  };
}

export function fileContent(path: string): Content {
  const read = (start: number, end: number): AsyncIterable<Uint8Array> =>
    start >= end ? bytesContent('').read(0, 0) : createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 20 });
  const sizeBytes = statSync(path).size;
  return { sizeBytes, read, sha256: once(() => hashOf(read(0, sizeBytes))) };
}

export interface GeneratedOptions {
  sizeBytes: number;
  /** Another seed, other bytes. */
  seed?: number | string;
  /** The bytes that it begins with: a model's header, say. */
  head?: Uint8Array;
}

/** The same bytes for the same options, in every process; the SHA-256 is computed once and kept in the temporary folder. */
export function generatedContent({ sizeBytes, seed = 1, head = new Uint8Array() }: GeneratedOptions): Content {
  const block = once(() => makeBlock(String(seed)));
  async function* read(start: number, end: number): AsyncIterable<Uint8Array> {
    let at = start;
    if (at < head.length) {
      yield head.subarray(at, Math.min(end, head.length));
      at = Math.min(end, head.length);
    }
    while (at < end) {
      const from = at % blockLength;
      const piece = block().subarray(from, Math.min(blockLength, from + end - at));
      yield piece;
      at += piece.length;
    }
  }
  const key = createHash('sha256').update(`${sizeBytes} ${seed} `).update(head).digest('hex').slice(0, 32);
  return { sizeBytes, read, sha256: once(() => keptHash(key, () => hashOf(read(0, sizeBytes)))) };
}

/**
 * A model of any size that only has its beginning: `head` is made when first read, zeros follow. Its SHA-256 is invented, so it is for
 * lists, pages and headers, not for downloading.
 */
export function paperContent({ sizeBytes, name, head }: { sizeBytes: number; name: string; head?: () => Uint8Array }): Content {
  const start = once(head ?? (() => new Uint8Array()));
  const zeros = Buffer.alloc(1 << 20);
  return {
    sizeBytes,
    async *read(from, end) {
      let at = from;
      if (at < start().length) {
        yield start().subarray(at, Math.min(end, start().length));
        at = Math.min(end, start().length);
      }
      for (; at < end; at += zeros.length) yield zeros.subarray(0, Math.min(zeros.length, end - at));
    },
    sha256: async () => createHash('sha256').update(`invented ${name}`).digest('hex'),
  };
}

export async function readAll(content: Content): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read(0, content.sizeBytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A prime, so that a chunk written to a wrong place never happens to hold the right bytes. */
const blockLength = 1_048_573;

function makeBlock(seed: string): Buffer {
  let state = createHash('sha256').update(seed).digest().readUInt32LE() || 1;
  const words = new Uint32Array(Math.ceil(blockLength / 4));
  for (const index of words.keys()) {
    // xorshift32 (Marsaglia, "Xorshift RNGs", 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer, 0, blockLength);
}

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

async function keptHash(key: string, compute: () => Promise<string>): Promise<string> {
  const folder = join(tmpdir(), 'alcove-hub-stand-in');
  const file = join(folder, `${key}.sha256`);
  try {
    const kept = readFileSync(file, 'utf8');
    if (/^[0-9a-f]{64}$/.test(kept)) return kept;
  } catch {
    // Not kept yet.
  }
  const sha256 = await compute();
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, sha256);
  renameSync(`${file}.${process.pid}`, file);
  return sha256;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
