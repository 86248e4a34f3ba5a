import type { BrokenReason } from './models.ts';

export type GgufElement = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'bool' | 'string' | 'u64' | 'i64' | 'f64';

/** The file is no model that can be used. */
export class GgufError extends Error {
  readonly reason: BrokenReason;

  constructor(reason: BrokenReason, message: string) {
    super(message);
    this.name = 'GgufError';
    this.reason = reason;
  }
}

/** No real header comes near it: the longest vocabularies take some twenty megabytes. */
export const maxHeaderBytes = 256 * 1024 * 1024;

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
export const elementBytes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, bool: 1, string: 8, u64: 8, i64: 8, f64: 8 } as const;

/** Thrown inside the parser when the bytes end before the header does. */
export class NeedsMore extends Error {
  readonly atLeastBytes: number;
  constructor(atLeastBytes: number) {
    super('more bytes needed');
    this.atLeastBytes = atLeastBytes;
  }
}

/** What every host and page has; this folder has the types of neither. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Reads little-endian numbers and texts one after the other; throws NeedsMore at the end of the bytes. */
export class GgufReader {
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
    if (end > maxHeaderBytes) throw new GgufError('bad-metadata', 'The header is impossibly long');
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
