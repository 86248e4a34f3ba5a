/** Reads the header of a GGUF file from its first bytes, however large the file is, and checks that the file can be used. */
import { open } from 'node:fs/promises';
import { GgufError, type GgufHeader, parseGgufHeader } from '../../../shared/gguf.ts';
import { checkShapes, checkTensors } from '../../../shared/gguf-checks.ts';
import type { Model } from '../../../shared/models.ts';

export type ReadHeader = { header: GgufHeader; broken?: Model['broken'] } | { header?: undefined; broken: NonNullable<Model['broken']> };

const firstReadBytes = 512 * 1024;

/** Never throws: what is wrong with the file is part of the answer. */
export async function readHeaderOf(path: string): Promise<ReadHeader> {
  try {
    const { header, sizeBytes } = await readFirstBytes(path);
    checkShapes(header);
    const checked = checkTensors(header, sizeBytes);
    if (checked.type === 'complete') return { header };
    return { header, broken: { reason: 'truncated', missingBytes: checked.missingBytes } };
  } catch (error) {
    return { broken: { reason: error instanceof GgufError ? error.reason : 'unreadable' } };
  }
}

async function readFirstBytes(path: string): Promise<{ header: GgufHeader; sizeBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size: sizeBytes } = await file.stat();
    if (sizeBytes === 0) throw new GgufError('not-gguf', 'The file is empty');
    let bytes = Buffer.alloc(0);
    let wanted = firstReadBytes;
    for (;;) {
      const next = Buffer.alloc(Math.min(wanted, sizeBytes));
      bytes.copy(next);
      const { bytesRead } = await file.read(next, bytes.length, next.length - bytes.length, bytes.length);
      bytes = next.subarray(0, bytes.length + bytesRead);
      const parsed = parseGgufHeader(bytes);
      if (parsed.type === 'header') return { header: parsed.header, sizeBytes };
      if (parsed.atLeastBytes > sizeBytes || bytesRead === 0) throw new GgufError('truncated', 'The file ends within its header');
      wanted = Math.max(parsed.atLeastBytes, bytes.length * 2);
    }
  } finally {
    await file.close();
  }
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
