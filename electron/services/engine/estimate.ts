/** What loading a model would take, beside what is free now. */
import type { Estimate, LoadSettings } from '../../../shared/engine.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { Model } from '../../../shared/models.ts';
import type { Hardware } from '../../../shared/system.ts';
import type { RunnerMemory } from '../../runner/protocol.ts';

export function estimateModel(options: {
  model: Model;
  header: GgufHeader;
  settings: LoadSettings;
  hardware: Hardware;
  memory: RunnerMemory;
}): Estimate {
  const { model, settings, memory } = options;
  const fits = model.sizeBytes <= memory.freeBytes;
  return {
    modelId: model.id,
    settings,
    totalBytes: model.sizeBytes,
    fit: fits ? 'memory' : 'too-large',
    memory: {
      totalBytes: memory.totalBytes,
      usedBytes: memory.totalBytes - memory.freeBytes,
      modelBytes: model.sizeBytes,
      contextBytes: 0,
    },
  };
}
