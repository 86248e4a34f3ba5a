/** What must be true of a header beyond its form, so that the engine neither reads past the file's end nor aborts. */
import { tensorSizeBytes } from './ggml-types.ts';
import type { GgufHeader, GgufValue } from './gguf.ts';
import { GgufError } from './gguf-reader.ts';

/** llama.cpp v0.5.0 ends its process above these (src/llama-hparams.h). */
const maxLayers = 512;
const maxExperts = 1024;
/** Their layers have no heads (llm_arch_is_recurrent in src/llama-arch.cpp). */
const headlessArchitectures = new Set(['mamba', 'mamba2', 'rwkv6', 'rwkv6qwen2', 'rwkv7', 'arwkv7']);

/** Whether the file holds all of its tensors; `missingBytes` how much longer it should be. */
export function checkTensors(
  header: GgufHeader,
  fileSizeBytes: number,
): { type: 'complete' } | { type: 'truncated'; missingBytes: number } {
  const needed = header.dataOffset + dataBytes(header);
  return fileSizeBytes >= needed ? { type: 'complete' } : { type: 'truncated', missingBytes: needed - fileSizeBytes };
}

/** Bytes of the data section up to the end of its last tensor, padding left out. */
function dataBytes(header: GgufHeader): number {
  return header.tensors.reduce((end, tensor) => Math.max(end, tensor.offset + (tensorSizeBytes(tensor) ?? 0)), 0);
}

/** Throws GgufError for metadata that would end the engine's process instead of failing the load. */
export function checkShapes(header: GgufHeader): void {
  for (const tensor of header.tensors) {
    if (tensor.shape.some((length) => length === 0)) throw new GgufError('unsafe', `${tensor.name} is empty`);
    if (tensor.offset % header.alignment !== 0) throw new GgufError('bad-metadata', `${tensor.name} is not aligned`);
  }
  const architecture = header.metadata['general.architecture'];
  if (architecture === undefined || architecture === 'clip') return;
  if (typeof architecture !== 'string') throw new GgufError('bad-metadata', 'The architecture is no text');
  const value = (key: string) => header.metadata[`${architecture}.${key}`];

  const layers = value('block_count');
  if (typeof layers === 'number' && (layers < 1 || layers > maxLayers)) throw new GgufError('unsafe', `${layers} layers`);
  const predictLayers = numberOr(value('nextn_predict_layers'), 0);
  if (predictLayers > numberOr(layers, maxLayers)) throw new GgufError('unsafe', `${predictLayers} prediction layers`);
  if (value('attention.head_count') === 0 && !headlessArchitectures.has(architecture)) throw new GgufError('unsafe', 'No heads');
  if (value('embedding_length') === 0) throw new GgufError('unsafe', 'Embeddings of length 0');
  checkExperts(value);
}

function checkExperts(value: (key: string) => GgufValue | undefined): void {
  const experts = numberOr(value('expert_count'), 0);
  const used = numberOr(value('expert_used_count'), experts === 0 ? 0 : 1);
  if (experts > maxExperts || used > experts || (experts > 0 && used === 0)) throw new GgufError('unsafe', `${used} of ${experts} experts`);
}

/** A number; of an array its largest element. */
function numberOr(value: GgufValue | undefined, otherwise: number): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value.values === undefined) return otherwise;
  return Math.max(0, ...value.values.filter((element) => typeof element === 'number'));
}
