/** What loading a model would take, beside what is free now. */
import type { Estimate, LoadSettings } from '../../../shared/engine.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import { chooseGpuLayers, describeFit, estimateMemory } from '../../../shared/memory.ts';
import { bytesPerToken, expectSpeed, findSpeed, type ReachedSpeed } from '../../../shared/speed.ts';
import type { Hardware } from '../../../shared/system.ts';
import type { RunnerMemory, RunnerModelInfo } from '../../runner/protocol.ts';
import { speedSettingsOf } from './speed-log.ts';

export function estimateModel(options: {
  modelId: string;
  header: GgufHeader;
  settings: LoadSettings;
  hardware: Hardware;
  memory: RunnerMemory;
  /** As speed-log names it; undefined: the file is not here. */
  file: string | undefined;
  reached: readonly ReachedSpeed[];
}): Estimate {
  const { modelId, header, settings, hardware, memory: free, file, reached } = options;
  const gpuLayers = chooseGpuLayers({ header, settings, free });
  const estimate = estimateMemory({ header, settings, gpuLayers });
  const fit = describeFit(estimate, free);
  const expected = expectSpeed(bytesPerToken({ header, settings, gpuLayers: estimate.gpuLayers }), hardware);
  const speed = findSpeed({ file, settings: speedSettingsOf(settings), gpuLayers: estimate.gpuLayers, expected }, reached);
  return {
    modelId,
    settings,
    totalBytes: estimate.totalBytes,
    fit,
    ...(speed && fit !== 'too-large' && { speed }),
    memory: {
      totalBytes: free.totalBytes,
      usedBytes: free.totalBytes - free.freeBytes,
      modelBytes: estimate.modelBytes,
      contextBytes: estimate.kvBytes + estimate.computeBytes + estimate.workingBytes,
    },
    ...(free.gpu && {
      gpu: {
        name: hardware.gpus.map(({ name }) => name).join(' + '),
        totalBytes: free.gpu.totalBytes,
        usedBytes: free.gpu.totalBytes - free.gpu.freeBytes,
        modelBytes: estimate.gpuModelBytes,
        contextBytes: estimate.gpuKvBytes + estimate.gpuComputeBytes,
        layers: estimate.gpuLayers,
        totalLayers: estimate.layerCount,
      },
    }),
  };
}

/** What would be free without a model that is loaded now. */
export function giveBack(memory: RunnerMemory, occupied: RunnerModelInfo['occupied'] | undefined): RunnerMemory {
  if (!occupied) return memory;
  const { gpu } = memory;
  return {
    ...memory,
    freeBytes: Math.min(memory.totalBytes, memory.freeBytes + occupied.memoryBytes),
    ...(gpu && { gpu: { ...gpu, freeBytes: Math.min(gpu.totalBytes, gpu.freeBytes + occupied.gpuBytes) } }),
  };
}
