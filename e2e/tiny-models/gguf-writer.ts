import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

type NumberType = 'u8' | 'u16' | 'u32' | 'u64' | 'i32' | 'f32' | 'f64';

/** A metadata value. Plain text, booleans and lists of text need no type; whole numbers become u32, lists of numbers i32. */
export type MetadataInput =
  | string
  | boolean
  | number
  | readonly string[]
  | readonly number[]
  | { type: NumberType; value: number }
  | { type: 'array'; of: NumberType; values: readonly number[] };

export type TensorType = 'f32' | 'f16' | 'q4_0' | 'q8_0';

export interface TensorInput {
  name: string;
  /** The contiguous dimension first. */
  shape: readonly number[];
  type: TensorType;
  /** Left out: all zero, and the file has a hole there, so that big tensors cost neither time nor disk. */
  data?: Uint8Array;
}

export interface GgufInput {
  metadata: Record<string, MetadataInput>;
  tensors: readonly TensorInput[];
  version?: number;
}

const alignment = 32;
const valueTypeIds = { u8: 0, u16: 2, u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9, u64: 10, f64: 12 } as const;
const tensorTypes: Record<TensorType, { id: number; blockLength: number; blockBytes: number }> = {
  f32: { id: 0, blockLength: 1, blockBytes: 4 },
  f16: { id: 1, blockLength: 1, blockBytes: 2 },
  q4_0: { id: 2, blockLength: 32, blockBytes: 18 },
  q8_0: { id: 8, blockLength: 32, blockBytes: 34 },
};

/** Where the parts of a written file begin and end, for tests that cut it. */
export interface GgufLayout {
  tensorInfosOffset: number;
  dataOffset: number;
  sizeBytes: number;
}

/** Writes a GGUF file (version 3, little endian): https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export function writeGguf(path: string, input: GgufInput): GgufLayout {
  const metadata = Object.entries(input.metadata).map(([key, value]) => Buffer.concat([encodeString(key), encodeValue(value)]));
  const start = Buffer.concat([
    Buffer.from('GGUF'),
    encodeNumber('u32', input.version ?? 3),
    encodeNumber('u64', input.tensors.length),
    encodeNumber('u64', metadata.length),
    ...metadata,
  ]);
  let end = 0;
  const placed = input.tensors.map((tensor) => {
    const offset = end;
    end = align(offset + tensorBytes(tensor));
    return { tensor, offset };
  });
  const header = Buffer.concat([start, ...placed.map(({ tensor, offset }) => encodeTensorInfo(tensor, offset))]);
  const dataOffset = align(header.length);

  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    ftruncateSync(file, dataOffset + end);
    writeSync(file, header, 0, header.length, 0);
    for (const { tensor, offset } of placed) {
      if (tensor.data === undefined) continue;
      if (tensor.data.byteLength !== tensorBytes(tensor)) throw new Error(`${tensor.name}: ${tensor.data.byteLength} bytes given`);
      writeSync(file, tensor.data, 0, tensor.data.byteLength, dataOffset + offset);
    }
  } finally {
    closeSync(file);
  }
  return { tensorInfosOffset: start.length, dataOffset, sizeBytes: dataOffset + end };
}

function tensorBytes({ shape, type }: TensorInput): number {
  const { blockLength, blockBytes } = tensorTypes[type];
  return (shape.reduce((product, length) => product * length, 1) / blockLength) * blockBytes;
}

function encodeTensorInfo(tensor: TensorInput, offset: number): Buffer {
  return Buffer.concat([
    encodeString(tensor.name),
    encodeNumber('u32', tensor.shape.length),
    ...tensor.shape.map((length) => encodeNumber('u64', length)),
    encodeNumber('u32', tensorTypes[tensor.type].id),
    encodeNumber('u64', offset),
  ]);
}

function encodeValue(input: MetadataInput): Buffer {
  if (typeof input === 'string') return Buffer.concat([encodeType('string'), encodeString(input)]);
  if (typeof input === 'boolean') return Buffer.concat([encodeType('bool'), Buffer.from([input ? 1 : 0])]);
  if (typeof input === 'number') return encodeValue({ type: Number.isInteger(input) ? 'u32' : 'f32', value: input });
  if ('type' in input && input.type !== 'array') return Buffer.concat([encodeType(input.type), encodeNumber(input.type, input.value)]);
  if ('type' in input) return encodeArray(input.of, input.values, (value) => encodeNumber(input.of, value));
  if (isTexts(input)) return encodeArray('string', input, encodeString);
  return encodeArray('i32', input, (value) => encodeNumber('i32', value));
}

function isTexts(list: readonly string[] | readonly number[]): list is readonly string[] {
  return typeof list[0] === 'string';
}

function encodeArray<T>(of: keyof typeof valueTypeIds, values: readonly T[], encode: (value: T) => Buffer): Buffer {
  return Buffer.concat([encodeType('array'), encodeType(of), encodeNumber('u64', values.length), ...values.map(encode)]);
}

function encodeType(type: keyof typeof valueTypeIds): Buffer {
  return encodeNumber('u32', valueTypeIds[type]);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([encodeNumber('u64', bytes.length), bytes]);
}

function encodeNumber(type: NumberType, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  switch (type) {
    case 'u8':
      bytes.writeUInt8(value);
      return bytes.subarray(0, 1);
    case 'u16':
      bytes.writeUInt16LE(value);
      return bytes.subarray(0, 2);
    case 'u32':
      bytes.writeUInt32LE(value);
      return bytes.subarray(0, 4);
    case 'i32':
      bytes.writeInt32LE(value);
      return bytes.subarray(0, 4);
    case 'f32':
      bytes.writeFloatLE(value);
      return bytes.subarray(0, 4);
    case 'u64':
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes;
    case 'f64':
      bytes.writeDoubleLE(value);
      return bytes;
    default:
      return type satisfies never;
  }
}

function align(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
