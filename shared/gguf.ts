/**
 * Reads the header of a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little endian.
 * The bytes may come from anybody: every count is checked before anything is kept for it, and long arrays (a vocabulary, say)
 * are skipped, not kept.
 */
import { elementBytes, type GgufElement, GgufError, GgufReader, maxHeaderBytes, NeedsMore } from './gguf-reader.ts';

export { GgufError } from './gguf-reader.ts';

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

const limits = {
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

/**
 * Parses the header from the first bytes of a file. `more`: the header is longer than the bytes given; with `atLeastBytes` from
 * the start, parsing gets further. Throws GgufError.
 */
export function parseGgufHeader(bytes: Uint8Array): { type: 'header'; header: GgufHeader } | { type: 'more'; atLeastBytes: number } {
  try {
    return { type: 'header', header: readHeader(new GgufReader(bytes)) };
  } catch (error) {
    if (error instanceof NeedsMore) return { type: 'more', atLeastBytes: error.atLeastBytes };
    throw error;
  }
}

function readHeader(reader: GgufReader): GgufHeader {
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

function readValue(reader: GgufReader): GgufValue {
  const type = reader.element();
  if (type === 'array') return readArray(reader);
  if (type === 'string') return reader.text(maxHeaderBytes);
  return type === 'bool' ? reader.number('u8') !== 0 : reader.number(type);
}

function readArray(reader: GgufReader): GgufArray {
  const of = reader.element();
  if (of === 'array') throw new GgufError('bad-metadata', 'An array of arrays');
  const length = reader.count(limits.arrayLength, 'array elements');
  if (length > limits.keptValues) {
    if (of === 'string') return { of, length, tags: readTags(reader, length) };
    reader.skip(length * elementBytes[of]);
    return { of, length };
  }
  const values = Array.from({ length }, () => {
    if (of === 'string') return reader.text(maxHeaderBytes);
    return of === 'bool' ? reader.number('u8') !== 0 : reader.number(of);
  });
  return { of, length, values };
}

function readTags(reader: GgufReader, length: number): string[] {
  const tags: string[] = [];
  for (let index = 0; index < length; index++) {
    const sizeBytes = reader.count(maxHeaderBytes, 'bytes');
    const isTag = sizeBytes >= 3 && sizeBytes <= limits.tagBytes && reader.isTag(sizeBytes);
    if (isTag && tags.length < limits.keptTags) tags.push(reader.decode(sizeBytes));
    else reader.skip(sizeBytes);
  }
  return tags;
}

function readTensor(reader: GgufReader): GgufTensor {
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
