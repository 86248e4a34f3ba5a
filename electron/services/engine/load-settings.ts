/** What a model is loaded with: what was asked for, else what is remembered for it, else what suits it and this computer. */
import type { LoadSettings, LoadSettingsOverrides } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { RunnerLoadOptions } from '../../runner/protocol.ts';

/** The engine counts contexts in steps of this many tokens. */
const contextStep = 256;
/** Enough for a long conversation, and small enough for most computers; the most is what the model was trained for. */
const usualContextLength = 8192;
const unknownContextLength = 4096;

export function resolveLoadSettings(options: {
  model: Pick<Model, 'contextLength'>;
  overrides: LoadSettingsOverrides;
  remembered: LoadSettingsOverrides | undefined;
  /** The app's own setting. */
  idleUnloadMinutes: number;
  /** Unknown while the hardware is still being asked. */
  physicalCores: number | undefined;
}): LoadSettings {
  const { model, physicalCores } = options;
  const wished = { ...withoutUndefined(options.remembered ?? {}), ...withoutUndefined(options.overrides) };
  const contextLength = wished.contextLength ?? Math.min(usualContextLength, model.contextLength ?? unknownContextLength);
  const threads = wished.threads ?? (physicalCores === undefined ? undefined : Math.max(1, physicalCores - 1));
  return {
    gpuLayers: wished.gpuLayers ?? 'auto',
    flashAttention: wished.flashAttention ?? 'auto',
    kvCacheType: wished.kvCacheType ?? 'f16',
    useMmap: wished.useMmap ?? true,
    parallelSlots: wished.parallelSlots ?? 1,
    idleUnloadMinutes: wished.idleUnloadMinutes ?? options.idleUnloadMinutes,
    contextLength: Math.max(contextStep, Math.ceil(contextLength / contextStep) * contextStep),
    // More threads than cores wait for each other: measured, up to a thousand times slower.
    ...(threads !== undefined && { threads: Math.min(threads, physicalCores ?? threads) }),
  };
}

export function toRunnerOptions(settings: LoadSettings, path: string): RunnerLoadOptions {
  const { contextLength, gpuLayers, threads = 1, flashAttention, kvCacheType, useMmap, parallelSlots } = settings;
  return { path, contextLength, gpuLayers, threads, flashAttention, kvCacheType, useMmap, slots: parallelSlots };
}

/** Whether a model that is loaded with `loaded` is what was asked for. */
export function matchesSettings(loaded: LoadSettings, wished: LoadSettings): boolean {
  const names = Object.keys({ ...loaded, ...wished }) as (keyof LoadSettings)[];
  return names.every((name) => name === 'idleUnloadMinutes' || wished[name] === undefined || loaded[name] === wished[name]);
}
