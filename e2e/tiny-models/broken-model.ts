/** Files that look like models and are not: what a library meets after broken downloads, and what a hostile file could hold. */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { GgufLayout } from './gguf-writer.ts';
import { writeScriptedModel } from './scripted-model.ts';
import { writeSplitModel } from './split-model.ts';

export const brokenKinds = [
  'truncated-data',
  'truncated-tensor-infos',
  'truncated-metadata',
  'wrong-magic',
  'zero-bytes',
  'text',
  'tensor-count',
  'metadata-count',
  'key-length',
  'version-99',
  'head-count-0',
  'block-count-100000',
  'missing-part',
] as const;
export type BrokenKind = (typeof brokenKinds)[number];

const impossible = 2n ** 60n;

/** Writes a broken model and returns its path (a missing part: the first part's, `<name>-00001-of-00003.gguf`). */
export function writeBrokenModel(path: string, kind: BrokenKind): string {
  mkdirSync(dirname(path), { recursive: true });
  switch (kind) {
    case 'zero-bytes':
      writeFileSync(path, '');
      return path;
    case 'text':
      writeFileSync(path, 'This is a text, not a model.\n'.repeat(100));
      return path;
    case 'truncated-data':
      return cut(path, (layout) => Math.floor((layout.dataOffset + layout.sizeBytes) / 2));
    case 'truncated-tensor-infos':
      return cut(path, (layout) => Math.floor((layout.tensorInfosOffset + layout.dataOffset) / 2));
    case 'truncated-metadata':
      return cut(path, (layout) => Math.floor(layout.tensorInfosOffset / 2));
    case 'wrong-magic':
      return patch(path, (bytes) => bytes.write('GGML', 0));
    case 'version-99':
      return patch(path, (bytes) => bytes.writeUInt32LE(99, 4));
    case 'tensor-count':
      return patch(path, (bytes) => bytes.writeBigUInt64LE(impossible, 8));
    case 'metadata-count':
      return patch(path, (bytes) => bytes.writeBigUInt64LE(impossible, 16));
    case 'key-length':
      return patch(path, (bytes) => bytes.writeBigUInt64LE(impossible, 24));
    case 'head-count-0':
      writeScriptedModel(path, { script: 'Never said.', metadata: { 'llama.attention.head_count': 0 } });
      return path;
    case 'block-count-100000':
      writeScriptedModel(path, { script: 'Never said.', metadata: { 'llama.block_count': 100_000 } });
      return path;
    case 'missing-part':
      return writeSplitWithoutPart(path);
    default:
      return kind satisfies never;
  }
}

function cut(path: string, at: (layout: GgufLayout) => number): string {
  truncateSync(path, at(writeScriptedModel(path, { script: 'Never said.' })));
  return path;
}

function patch(path: string, change: (bytes: Buffer) => void): string {
  writeScriptedModel(path, { script: 'Never said.' });
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
  return path;
}

function writeSplitWithoutPart(path: string): string {
  const [first = path, second = path] = writeSplitModel(dirname(path), {
    script: 'Never said.',
    parts: 3,
    fileName: basename(path, '.gguf'),
  });
  rmSync(second);
  return first;
}
