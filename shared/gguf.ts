/**
 * Reads the header of a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little endian.
 * The bytes may come from anybody: every count is checked before anything is kept for it, and long arrays (a vocabulary, say)
 * are skipped, not kept.
 */
import type { BrokenReason } from './models.ts';

export type GgufElement = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'bool' | 'string' | 'u64' | 'i64' | 'f64';

export interface GgufArray {
  of: GgufElement;
  length: number;
  /** Undefined when the array is longer than 2,048 elements. */
  values?: (string | number | boolean)[];
  /** Of a long array of texts: those in angle brackets (`<think>`), the first 512. */
  tags?: string[];
}

export type GgufValue = string | number | boolean | GgufArray;

export interface GgufTensor {
  name: string;
  /** The contiguous dimension first. */
  shape: number[];
  /** ggml's number; see ggml-types.ts. */
  type: number;
  /** From `dataOffset`. */
  offset: number;
}

export interface GgufHeader {
  version: number;
  /** Has no prototype, so that any key is safe. */
  metadata: Record<string, GgufValue>;
  tensors: GgufTensor[];
  /** Where the data begins, in bytes from the start of the file. */
  dataOffset: number;
  alignment: number;
}

/** The file is no model that can be used. */
export class GgufError extends Error {
  readonly reason: BrokenReason;

  constructor(reason: BrokenReason, message: string) {
    super(message);
    this.name = 'GgufError';
    this.reason = reason;
  }
}

const limits = {
  headerBytes: 256 * 1024 * 1024,
  metadataCount: 8192,
  tensorCount: 100_000,
  keyBytes: 65_535,
  tensorNameBytes: 256,
  dimensions: 4,
  arrayLength: 16 * 1024 * 1024,
  keptValues: 2048,
  keptTags: 512,
  tagBytes: 64,
} as const;

const elements: readonly (GgufElement | 'array')[] = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'f32',
  'bool',
  'string',
  'array',
  'u64',
  'i64',
  'f64',
];
const elementBytes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, bool: 1, string: 8, u64: 8, i64: 8, f64: 8 } as const;

/** Thrown inside the parser when the bytes end before the header does. */
class NeedsMore extends Error {
  readonly atLeastBytes: number;
  constructor(atLeastBytes: number) {
    super('more bytes needed');
    this.atLeastBytes = atLeastBytes;
  }
}

/**
 * Parses the header from the first bytes of a file. `more`: the header is longer than the bytes given; with `atLeastBytes` from
 * the start, parsing gets further. Throws GgufError.
 */
export function parseGgufHeader(bytes: Uint8Array): { type: 'header'; header: GgufHeader } | { type: 'more'; atLeastBytes: number } {
  try {
    return { type: 'header', header: readHeader(new Reader(bytes)) };
  } catch (error) {
    if (error instanceof NeedsMore) return { type: 'more', atLeastBytes: error.atLeastBytes };
    throw error;
  }
}

function readHeader(reader: Reader): GgufHeader {
  if (reader.number('u8') !== 0x47 || reader.number('u8') !== 0x47 || reader.number('u8') !== 0x55 || reader.number('u8') !== 0x46) {
    throw new GgufError('not-gguf', 'The file does not begin with GGUF');
  }
  const version = reader.number('u32');
  if (version !== 2 && version !== 3) throw new GgufError('unsupported-version', `GGUF version ${version}`);
  const tensorCount = reader.count(limits.tensorCount, 'tensors');
  const metadataCount = reader.count(limits.metadataCount, 'metadata entries');
  const metadata: Record<string, GgufValue> = Object.create(null);
  for (let index = 0; index < metadataCount; index++) {
    const key = reader.text(limits.keyBytes);
    if (key in metadata) throw new GgufError('bad-metadata', `The key ${key} is there twice`);
    metadata[key] = readValue(reader);
  }
  const tensors: GgufTensor[] = [];
  for (let index = 0; index < tensorCount; index++) tensors.push(readTensor(reader));
  const alignment = readAlignment(metadata['general.alignment']);
  return { version, metadata, tensors, dataOffset: Math.ceil(reader.position / alignment) * alignment, alignment };
}

function readAlignment(value: GgufValue | undefined): number {
  if (value === undefined) return 32;
  if (typeof value !== 'number' || !Number.isInteger(Math.log2(value)) || value > 1024 * 1024) {
    throw new GgufError('bad-metadata', 'The alignment is no power of two');
  }
  return value;
}

function readValue(reader: Reader): GgufValue {
  const type = reader.element();
  if (type === 'array') return readArray(reader);
  if (type === 'string') return reader.text(limits.headerBytes);
  return type === 'bool' ? reader.number('u8') !== 0 : reader.number(type);
}

function readArray(reader: Reader): GgufArray {
  const of = reader.element();
  if (of === 'array') throw new GgufError('bad-metadata', 'An array of arrays');
  const length = reader.count(limits.arrayLength, 'array elements');
  if (length > limits.keptValues) {
    if (of === 'string') return { of, length, tags: readTags(reader, length) };
    reader.skip(length * elementBytes[of]);
    return { of, length };
  }
  const values = Array.from({ length }, () => {
    if (of === 'string') return reader.text(limits.headerBytes);
    return of === 'bool' ? reader.number('u8') !== 0 : reader.number(of);
  });
  return { of, length, values };
}

function readTags(reader: Reader, length: number): string[] {
  const tags: string[] = [];
  for (let index = 0; index < length; index++) {
    const sizeBytes = reader.count(limits.headerBytes, 'bytes');
    const isTag = sizeBytes >= 3 && sizeBytes <= limits.tagBytes && reader.isTag(sizeBytes);
    if (isTag && tags.length < limits.keptTags) tags.push(reader.decode(sizeBytes));
    else reader.skip(sizeBytes);
  }
  return tags;
}

function readTensor(reader: Reader): GgufTensor {
  const name = reader.text(limits.tensorNameBytes);
  const dimensions = reader.number('u32');
  if (dimensions > limits.dimensions) throw new GgufError('bad-metadata', `${name} has ${dimensions} dimensions`);
  const shape: number[] = [];
  let elementCount = 1;
  for (let index = 0; index < dimensions; index++) {
    const length = reader.number('u64');
    shape.push(length);
    elementCount *= length;
  }
  const type = reader.number('u32');
  const offset = reader.number('u64');
  if (elementCount > Number.MAX_SAFE_INTEGER || offset > Number.MAX_SAFE_INTEGER) {
    throw new GgufError('bad-metadata', `${name} is impossibly large`);
  }
  return { name, shape, type, offset };
}

/** What every host and page has; this folder has the types of neither. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

class Reader {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by `length` bytes and returns where they begin. */
  skip(length: number): number {
    const start = this.position;
    const end = start + length;
    if (end > limits.headerBytes) throw new GgufError('bad-metadata', 'The header is impossibly long');
    if (end > this.#bytes.length) throw new NeedsMore(end);
    this.position = end;
    return start;
  }

  /** A number; 64-bit ones lose what a double cannot hold. */
  number(type: Exclude<GgufElement, 'string' | 'bool'>): number {
    const at = this.skip(elementBytes[type]);
    switch (type) {
      case 'u8':
        return this.#view.getUint8(at);
      case 'i8':
        return this.#view.getInt8(at);
      case 'u16':
        return this.#view.getUint16(at, true);
      case 'i16':
        return this.#view.getInt16(at, true);
      case 'u32':
        return this.#view.getUint32(at, true);
      case 'i32':
        return this.#view.getInt32(at, true);
      case 'f32':
        return this.#view.getFloat32(at, true);
      case 'f64':
        return this.#view.getFloat64(at, true);
      case 'u64':
        return Number(this.#view.getBigUint64(at, true));
      case 'i64':
        return Number(this.#view.getBigInt64(at, true));
      default:
        return type satisfies never;
    }
  }

  count(limit: number, what: string): number {
    const count = this.number('u64');
    if (count > limit) throw new GgufError('bad-metadata', `${count} ${what}`);
    return count;
  }

  element(): GgufElement | 'array' {
    const id = this.number('u32');
    const type = elements[id];
    if (type === undefined) throw new GgufError('bad-metadata', `Unknown value type ${id}`);
    return type;
  }

  text(limitBytes: number): string {
    return this.decode(this.count(limitBytes, 'bytes of text'));
  }

  decode(length: number): string {
    const start = this.skip(length);
    return this.#decoder.decode(this.#bytes.subarray(start, start + length));
  }

  /** Whether the next `length` bytes are a text in angle brackets. */
  isTag(length: number): boolean {
    return this.#bytes[this.position] === 0x3c && this.#bytes[this.position + length - 1] === 0x3e;
  }
}
