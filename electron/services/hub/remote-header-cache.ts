/** Headers of remote files on disk, so that a model's page opened again asks for none of them. */
import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { z } from 'zod';
import type { GgufHeader, GgufValue } from '../../../shared/gguf.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import { trimFolder } from '../../lib/trim-folder.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const limits = { fileCount: 500, inflatedBytes: 16e6 };
const elements = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'bool', 'string', 'u64', 'i64', 'f64'] as const;
const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);
const keptSchema = z.object({
  version: z.number(),
  metadata: z.array(
    z.tuple([
      z.string(),
      z.union([scalarSchema, z.object({ of: z.enum(elements), length: z.number(), values: z.array(scalarSchema).optional() })]),
    ]),
  ),
  tensors: z.array(z.tuple([z.string(), z.array(z.number()), z.number(), z.number()])),
  dataOffset: z.number(),
  alignment: z.number(),
});

export class RemoteHeaderCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined: it is not there, or damaged. */
  async get(key: string): Promise<GgufHeader | undefined> {
    const path = this.#pathOf(key);
    try {
      const text = await inflate(await readFile(path), { maxOutputLength: limits.inflatedBytes });
      const { metadata, tensors, ...rest } = keptSchema.parse(JSON.parse(text.toString()));
      await utimes(path, new Date(), new Date());
      return {
        ...rest,
        metadata: metadata.reduce<Record<string, GgufValue>>((all, [name, value]) => {
          all[name] = value as GgufValue;
          return all;
        }, Object.create(null)),
        tensors: tensors.map(([name, shape, type, offset]) => ({ name, shape, type, offset })),
      };
    } catch {
      return undefined;
    }
  }

  /** What an estimate needs; a full disk costs reading it again. */
  async put(key: string, header: GgufHeader): Promise<void> {
    try {
      const { version, dataOffset, alignment } = header;
      const kept: z.infer<typeof keptSchema> = {
        ...{ version, dataOffset, alignment },
        metadata: Object.entries(compactMetadata(header.metadata)).map(([name, value]) => [name, value]),
        tensors: header.tensors.map(({ name, shape, type, offset }) => [name, shape, type, offset]),
      };
      // Numbers that JSON cannot hold would make the whole unreadable: such a header is read again.
      writeFileAtomically(this.#pathOf(key), await deflate(JSON.stringify(kept)));
      await trimFolder(this.#folder, { files: limits.fileCount });
    } catch {}
  }

  #pathOf(key: string): string {
    return join(this.#folder, createHash('sha256').update(key).digest('hex'));
  }
}

/** The model's own facts: no vocabulary, template or notes about its making. */
export function compactMetadata(metadata: GgufHeader['metadata']): GgufHeader['metadata'] {
  const architecture = metadata['general.architecture'];
  const compact: GgufHeader['metadata'] = Object.create(null);
  for (const [key, value] of Object.entries(metadata)) {
    if (key === 'general.architecture' || key === 'general.file_type' || key.startsWith(`${String(architecture)}.`)) compact[key] = value;
  }
  return compact;
}
