/**
 * Finds a file's list of tensors in a piece from its middle, by what is known of another file of the same repository. The versions of
 * a model differ in how their weights are stored and share all the rest, so that megabytes of vocabulary need not be read again.
 */
import { tensorSizeBytes } from '../../../shared/ggml-types.ts';
import type { GgufHeader, GgufTensor } from '../../../shared/gguf.ts';

/** The other file's tensors, whatever they are stored as. */
export type HeaderHint = Pick<GgufHeader, 'tensors' | 'dataOffset' | 'alignment'>;

/** Differences in names and notes before the list are far smaller. */
const slackBytes = 64 * 1024;

/** Where to look. */
export function windowOf(hint: HeaderHint, sizeBytes: number): { start: number; end: number } {
  const start = Math.max(0, hint.dataOffset - listBytes(hint.tensors) - slackBytes);
  return { start, end: Math.min(sizeBytes, hint.dataOffset + slackBytes) };
}

/**
 * The tensors and where their data begins, or undefined unless everything agrees: as many, the same names and shapes in the same
 * order, each beginning where the one before it ends, and the last ending with the file.
 */
export function findTensors(
  bytes: Uint8Array,
  options: { start: number; sizeBytes: number; hint: HeaderHint },
): { tensors: GgufTensor[]; dataOffset: number } | undefined {
  const { hint, start, sizeBytes } = options;
  const [first] = hint.tensors;
  if (first === undefined) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const needle = Buffer.alloc(8 + Buffer.byteLength(first.name));
  needle.writeBigUInt64LE(BigInt(needle.length - 8));
  needle.write(first.name, 8);
  for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + 1)) {
    const found = readList(buffer, at, hint);
    if (found === undefined) continue;
    const dataOffset = roundUp(start + found.end, hint.alignment);
    const end = dataOffset + found.dataBytes;
    if (end === sizeBytes || roundUp(end, hint.alignment) === sizeBytes) return { tensors: found.tensors, dataOffset };
  }
  return undefined;
}

function readList(buffer: Buffer, from: number, hint: HeaderHint): { tensors: GgufTensor[]; end: number; dataBytes: number } | undefined {
  const tensors: GgufTensor[] = [];
  let [at, dataBytes] = [from, 0];
  for (const { name, shape } of hint.tensors) {
    const nameBytes = Buffer.byteLength(name);
    const end = at + infoBytes(nameBytes, shape.length);
    if (end > buffer.length || Number(buffer.readBigUInt64LE(at)) !== nameBytes) return undefined;
    if (buffer.toString('utf8', at + 8, at + 8 + nameBytes) !== name) return undefined;
    at += 8 + nameBytes;
    if (buffer.readUInt32LE(at) !== shape.length) return undefined;
    for (const [index, length] of shape.entries()) if (Number(buffer.readBigUInt64LE(at + 4 + 8 * index)) !== length) return undefined;
    const tensor = { name, shape, type: buffer.readUInt32LE(end - 12), offset: Number(buffer.readBigUInt64LE(end - 8)) };
    const sizeBytes = tensorSizeBytes(tensor);
    if (sizeBytes === undefined || tensor.offset !== roundUp(dataBytes, hint.alignment)) return undefined;
    tensors.push(tensor);
    dataBytes = tensor.offset + sizeBytes;
    at = end;
  }
  return { tensors, end: at, dataBytes };
}

function listBytes(tensors: readonly GgufTensor[]): number {
  return tensors.reduce((sum, { name, shape }) => sum + infoBytes(Buffer.byteLength(name), shape.length), 0);
}

/** Length and name, number of dimensions, dimensions, type, offset. */
function infoBytes(nameBytes: number, dimensions: number): number {
  return 8 + nameBytes + 4 + 8 * dimensions + 4 + 8;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
