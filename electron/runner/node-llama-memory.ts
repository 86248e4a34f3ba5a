/** What a loaded model takes. The engine's own count has weights twice that it keeps in the file and, repacked for the processor, in memory. */
import type { LlamaModel } from 'node-llama-cpp';
import { workingBytes } from '../../shared/memory.ts';
import { repackedOutputBytes } from '../../shared/memory-layers.ts';
import type { RunnerModelInfo } from './protocol.ts';

type Measured = Pick<RunnerModelInfo, 'memoryBytes' | 'occupied'>;

/** Weights count once; those that are read from the file as needed (mmap) occupy nothing that the system could not give to others. */
export function measureMemory(model: LlamaModel, context: { memoryUsage: { ram: number; vram: number } }, useMmap: boolean): Measured {
  const { ram, vram } = model.memoryUsage;
  const { ram: contextRam, vram: contextVram } = context.memoryUsage;
  const tensors = model.fileInfo.fullTensorInfo ?? [];
  const repackedBytes = repackedOutputBytes(
    tensors.map(({ name, dimensions, ggmlType }) => ({ name, shape: dimensions.map(Number), type: ggmlType })),
  );
  return {
    memoryBytes: Math.min(ram, model.size + repackedBytes) + workingBytes + vram + contextRam + contextVram,
    occupied: {
      memoryBytes: (useMmap ? Math.max(0, ram - model.size) : ram) + contextRam,
      gpuBytes: vram + contextVram,
    },
  };
}
