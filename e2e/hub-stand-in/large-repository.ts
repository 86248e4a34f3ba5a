import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Shape, writeShapedModel } from '../tiny-models/shaped-model.ts';
import { generatedContent } from './content.ts';
import type { RepositoryInput } from './repositories.ts';

const shape: Shape = {
  architecture: 'llama',
  layers: 8,
  width: 512,
  heads: 8,
  kvHeads: 2,
  headLength: 64,
  feedForward: 1536,
  vocabulary: 4096,
  contextLength: 8192,
};

/** `bench/Large-GGUF` with one file, Large-Q4_0.gguf, of so many bytes: a real header, then generated ones. For downloading only. */
export function largeRepository(
  sizeBytes: number,
  { id = 'bench/Large-GGUF', seed = 1 }: { id?: string; seed?: number } = {},
): RepositoryInput {
  const file = generatedContent({ sizeBytes, seed, head: shapedHeader(shape) });
  return { id, files: { 'Large-Q4_0.gguf': file, 'README.md': '# Large\n\nFor measuring.\n' }, cardData: { license: 'mit' } };
}

/** The header of a model with this shape. */
export function shapedHeader(given: Shape): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-header-'));
  try {
    const path = join(folder, 'model.gguf');
    const { dataOffset } = writeShapedModel(path, given);
    return readHead(path, dataOffset);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readHead(path: string, bytes: number): Uint8Array {
  // The tensors are holes, but reading them would still copy gigabytes of zeros.
  const head = Buffer.alloc(bytes);
  const file = openSync(path, 'r');
  readSync(file, head, 0, bytes, 0);
  closeSync(file);
  return head;
}
