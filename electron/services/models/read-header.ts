/** Reads the header of a GGUF file from its first bytes, however large the file is, and checks that the file can be used. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type GgufHeader, parseGgufHeader } from '../../../shared/gguf.ts';
import { checkShapes, checkTensors } from '../../../shared/gguf-checks.ts';
import { GgufError } from '../../../shared/gguf-reader.ts';
import type { Model } from '../../../shared/models.ts';

export type ReadHeader = { header: GgufHeader; broken?: Model['broken'] } | { header?: undefined; broken: NonNullable<Model['broken']> };

const firstReadBytes = 512 * 1024;

/** Never throws: what is wrong with the file is part of the answer. */
async function readHeaderOf(path: string): Promise<ReadHeader> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const steps = readGrowing(size);
      let step = steps.next();
      while (!step.done) step = steps.next((await file.read(step.value.into, 0, step.value.into.length, step.value.at)).bytesRead);
      return judge(step.value, size);
    } finally {
      await file.close();
    }
  } catch (error) {
    return describeError(error);
  }
}

/** The same at once, for a file that must be known before anything else runs. */
export function readHeaderNow(path: string): ReadHeader {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const steps = readGrowing(size);
      let step = steps.next();
      while (!step.done) step = steps.next(readSync(file, step.value.into, 0, step.value.into.length, step.value.at));
      return judge(step.value, size);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return describeError(error);
  }
}

/** Asks for more and more of the file's first bytes until the header is whole. Each step takes how many bytes came. */
function* readGrowing(sizeBytes: number): Generator<{ into: Buffer; at: number }, GgufHeader, number> {
  if (sizeBytes === 0) throw new GgufError('not-gguf', 'The file is empty');
  let bytes = Buffer.alloc(0);
  let wanted = firstReadBytes;
  for (;;) {
    const next = Buffer.alloc(Math.min(wanted, sizeBytes));
    bytes.copy(next);
    const cameBytes = yield { into: next.subarray(bytes.length), at: bytes.length };
    bytes = next.subarray(0, bytes.length + cameBytes);
    const parsed = parseGgufHeader(bytes);
    if (parsed.type === 'header') return parsed.header;
    if (parsed.atLeastBytes > sizeBytes || cameBytes === 0) throw new GgufError('truncated', 'The file ends within its header');
    wanted = Math.max(parsed.atLeastBytes, bytes.length * 2);
  }
}

function judge(header: GgufHeader, sizeBytes: number): ReadHeader {
  checkShapes(header);
  const checked = checkTensors(header, sizeBytes);
  return checked.type === 'complete' ? { header } : { header, broken: { reason: 'truncated', missingBytes: checked.missingBytes } };
}

function describeError(error: unknown): ReadHeader {
  return { broken: { reason: error instanceof GgufError ? error.reason : 'unreadable' } };
}

/** Headers by path, size and time of change, so that each file is read once. */
export class HeaderCache {
  readonly #entries = new Map<string, Promise<ReadHeader>>();
  readonly #limit: number;

  constructor(limit = 300) {
    this.#limit = limit;
  }

  read(file: { path: string; sizeBytes: number; modifiedAt: number }): Promise<ReadHeader> {
    const key = `${file.sizeBytes} ${file.modifiedAt} ${file.path}`;
    const entry = this.#entries.get(key) ?? readHeaderOf(file.path);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
    }
    return entry;
  }
}
