/** What the engine needs of the other services. */

import type { GgufHeader } from '../../../shared/gguf.ts';
import type { Model } from '../../../shared/models.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Hardware } from '../../../shared/system.ts';
import type { RunnerMemory } from '../../runner/protocol.ts';

export interface EngineModels {
  /** Settles once the folders have been read for the first time. */
  readonly ready?: Promise<void>;
  /** Throws model.not-found. */
  find(name: string): Model;
  library(): { models: Model[] };
  /** Throws model.broken. */
  readHeader(id: string): Promise<GgufHeader>;
  markUsed(id: string): void;
}

export interface EngineSettings {
  get(): Settings;
  update(patch: Partial<Settings>): void;
  onChange(listener: (settings: Settings) => void): () => void;
}

export interface EngineSystem {
  hardware(): Promise<Hardware>;
  memory(): Promise<RunnerMemory>;
}
