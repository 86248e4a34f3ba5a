/** An engine with a real runner on real files, for tests: a library of given paths, settings and hardware as plain objects. */

import { readFileSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';
import { parseGgufHeader } from '../../../shared/gguf.ts';
import { GgufError } from '../../../shared/gguf-reader.ts';
import type { Model } from '../../../shared/models.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { nodePlatform } from '../../platform.ts';
import { EngineService } from './engine.ts';

const runnerSource = fileURLToPath(new URL('../../runner/runner.ts', import.meta.url));

export interface TestEngine {
  engine: EngineService;
  settings: { get(): Settings; update(patch: Partial<Settings>): void };
  used: string[];
  /** All events of one answer. */
  collect(request: GenerationRequest, signal?: AbortSignal): Promise<GenerationEvent[]>;
}

/** `files` by model id. One thread and a small context, unless `loadSettings` say otherwise; the runner's source, unless a built one is given. */
export function createTestEngine(
  files: Record<string, string>,
  given: Partial<Settings> = {},
  runnerFile = runnerSource,
  more: { database?: DatabaseSync; memoryBandwidth?: number; kind?: Model['kind'] } = {},
): TestEngine {
  const loadSettings = Object.fromEntries(Object.keys(files).map((id) => [id, { threads: 1, contextLength: 1024 }]));
  let value: Settings = { ...settingsSchema.parse({}), loadSettings, ...given };
  const listeners = new Set<(settings: Settings) => void>();
  const settings = {
    get: () => value,
    update: (patch: Partial<Settings>) => {
      value = { ...value, ...patch };
      for (const listener of listeners) listener(value);
    },
    onChange: (listener: (settings: Settings) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const used: string[] = [];
  const { database, memoryBandwidth, kind = 'chat' } = more;
  const bandwidth = memoryBandwidth === undefined ? {} : { memoryBandwidth };
  const engine = new EngineService({
    platform: nodePlatform,
    runnerFile,
    ...(database && { database }),
    settings,
    models: {
      find: (name) => {
        const file = files[name];
        if (file === undefined) throw new AppError('model.not-found', 'No such model.', { data: { name } });
        return describeModel(name, file, kind);
      },
      library: () => ({ models: Object.entries(files).map(([id, file]) => describeModel(id, file, kind)) }),
      readHeader: async (id) => readHeader(files[id] ?? ''),
      markUsed: (id) => used.push(id),
    },
    system: {
      hardware: async () => ({ cpu: { name: 'Test', physicalCores: 2, logicalCores: 2 }, memoryBytes: 8e9, gpus: [], ...bandwidth }),
      memory: async () => ({ freeBytes: 6e9, totalBytes: 8e9 }),
    },
  });
  return {
    engine,
    settings,
    used,
    async collect(request, signal = new AbortController().signal) {
      const events: GenerationEvent[] = [];
      for await (const event of engine.generate(request, signal)) events.push(event);
      return events;
    },
  };
}

/** What an answer said, thought apart. */
export function textOf(events: readonly GenerationEvent[], type: 'text' | 'reasoning' = 'text'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('');
}

export function ask(model: string, text: string, rest: Partial<GenerationRequest> = {}): GenerationRequest {
  return { model, turns: [{ role: 'user', content: text }], ...rest };
}

/** The last event, which must be `done`. */
export function doneOf(events: readonly GenerationEvent[]): Extract<GenerationEvent, { type: 'done' }> {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error(`The answer ended with ${JSON.stringify(last)}`);
  return last;
}

function describeModel(id: string, path: string, kind: Model['kind']): Model {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  return {
    id,
    name: id,
    files: [{ path, sizeBytes: size }],
    sizeBytes: size,
    folder: '',
    place: 'folder',
    kind,
    hasChatTemplate: true,
    canReason: false,
    sampling: {},
    modifiedAt: 0,
  };
}

function readHeader(path: string) {
  try {
    const result = parseGgufHeader(readFileSync(path));
    if (result.type === 'header') return result.header;
    throw new AppError('model.broken', 'The file is cut off.', { data: { reason: 'truncated' } });
  } catch (error) {
    if (error instanceof GgufError) throw new AppError('model.broken', error.message, { data: { reason: error.reason } });
    throw error;
  }
}
