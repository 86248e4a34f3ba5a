/** What tests of the dialects share: the real server on a free port, with an engine that says what a test wants. */
import type { Download, DownloadList } from '../../shared/downloads.ts';
import type { Estimate, LoadedModel, LoadSettingsOverrides } from '../../shared/engine.ts';
import { AppError } from '../../shared/errors.ts';
import { findModel } from '../../shared/find-model.ts';
import type { GenerationEvent, GenerationRequest } from '../../shared/generation.ts';
import type { GgufHeader } from '../../shared/gguf.ts';
import type { Model } from '../../shared/models.ts';
import type { WireError } from '../../shared/procedure.ts';
import { WatchableValue } from '../lib/watchable.ts';
import type { ApiParts, Dialect } from './dialect.ts';
import { openTestServer } from './http/test-server.ts';

export const usage = { promptTokens: 12, cachedTokens: 4, completionTokens: 6, reasoningTokens: 2, contextLength: 2048 };
export const timings = { firstTokenMs: 5, promptMs: 4, decodeMs: 20, reasoningMs: 0, tokensPerSecond: 200 };

type Step = GenerationEvent | { type: 'wait' };
type Done = Extract<GenerationEvent, { type: 'done' }>;

export const done = (more: Partial<Done> = {}): Done => ({ type: 'done', finishReason: 'stop', usage, timings, seed: 7, ...more });
export const prompt: GenerationEvent = { type: 'prompt', processed: 4, total: 12 };
export const text = (...texts: string[]): GenerationEvent[] => texts.map((piece) => ({ type: 'text', text: piece }));
export const thought = (piece: string): GenerationEvent => ({ type: 'reasoning', text: piece });
export const call = (index: number, id: string, name: string, ...pieces: string[]): GenerationEvent[] => [
  { type: 'tool-call-start', index, id, name },
  ...pieces.map((piece) => ({ type: 'tool-call-arguments' as const, index, text: piece })),
  { type: 'tool-call-end', index },
];
export const failure = (code: string, data?: Record<string, unknown>): GenerationEvent => ({
  type: 'error',
  error: { code, ...(data && { data }) } as WireError,
});

/** Each request takes the next script, and says `ok` when none is left. */
class ScriptedEngine {
  readonly requests: GenerationRequest[] = [];
  readonly scripts: Step[][] = [];
  readonly loads: { modelId: string; settings?: LoadSettingsOverrides; keepLoadedSeconds?: number | undefined; isServed?: boolean }[] = [];
  readonly unloads: string[] = [];
  /** Of models that are loaded from now on. */
  activeRequests = 0;
  readonly counted: GenerationRequest[] = [];
  embedding: (wish: { inputs: (string | number[])[] }) => number[][] = ({ inputs }) => inputs.map(() => [3, 4]);
  /** Resolves when a request's signal has been seen aborted. */
  readonly aborted = Promise.withResolvers<void>();
  readonly #models: () => Model[];
  readonly #loaded = new WatchableValue<{ models: LoadedModel[] }>({ models: [] });

  constructor(models: () => Model[]) {
    this.#models = models;
  }

  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    this.requests.push(request);
    const left = Promise.withResolvers<void>();
    const leave = () => {
      this.aborted.resolve();
      left.resolve();
    };
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    for (const step of this.scripts.shift() ?? [prompt, ...text('ok'), done()]) {
      if (step.type === 'wait') await left.promise;
      else if (!signal.aborted) yield step;
      if (signal.aborted) return yield done({ finishReason: 'cancelled' });
    }
  }

  async tokenize({ text: written, hasControlTokens }: { text: string; hasControlTokens?: boolean }) {
    const tokens = Array.from(written, (character) => character.codePointAt(0) ?? 0);
    return { tokens: hasControlTokens ? [1, ...tokens] : tokens };
  }

  async detokenize({ tokens }: { tokens: number[] }) {
    if (tokens.some((token) => token > 0x10ffff)) throw new AppError('request.invalid', 'No token.', { data: { reason: 'no such token' } });
    return { text: String.fromCodePoint(...tokens) };
  }

  async countPrompt(request: GenerationRequest) {
    this.counted.push(request);
    return { tokens: 42 };
  }

  async embed({ model, inputs }: { model: string; inputs: (string | number[])[] }) {
    const vectors = this.embedding({ inputs }).map((vector) => Float32Array.from(vector));
    return { modelId: model, vectors, tokens: inputs.map((input) => input.length) };
  }

  async load(wish: ScriptedEngine['loads'][number]): Promise<void> {
    this.loads.push(wish);
    const { modelId, settings = {} } = wish;
    const name = this.#models().find(({ id }) => id === modelId)?.name ?? modelId;
    const others = this.#loaded.get().models.filter((model) => model.modelId !== modelId);
    const entry: LoadedModel = {
      ...{ modelId, name, memoryBytes: 1000, gpuLayers: 0, activeRequests: this.activeRequests, queuedRequests: 0 },
      state: { type: 'loading', progress: 0.5 },
      settings: {
        ...{ contextLength: 1024, gpuLayers: 'auto', flashAttention: 'auto', kvCacheType: 'f16', useMmap: true, parallelSlots: 1 },
        ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
      },
    };
    this.#loaded.set({ models: [...others, entry] });
    setImmediate(() => this.#loaded.set({ models: [...others, { ...entry, state: { type: 'ready' } }] }));
  }

  async unload({ modelId }: { modelId: string }): Promise<void> {
    this.unloads.push(modelId);
    this.#loaded.set({ models: this.#loaded.get().models.filter((model) => model.modelId !== modelId) });
  }

  watch(signal?: AbortSignal) {
    return this.#loaded.watch(signal);
  }

  loadedModelIds(): string[] {
    return this.#loaded.get().models.map(({ modelId }) => modelId);
  }

  async estimateAll(): Promise<Estimate[]> {
    const pool = { totalBytes: 8e9, usedBytes: 1e9, modelBytes: 1000, contextBytes: 500 };
    const settings = { contextLength: 1024, gpuLayers: 'auto', flashAttention: 'auto', kvCacheType: 'f16', useMmap: true } as const;
    return this.#models().map(({ id }) => ({
      ...{ modelId: id, settings: { ...settings, parallelSlots: 1 }, totalBytes: 1500, fit: 'memory', memory: pool },
    }));
  }
}

export function testModel(id: string, more: Partial<Model> = {}): Model {
  return {
    ...{ id, name: id.toUpperCase(), files: [{ path: `/models/${id}.gguf`, sizeBytes: 1000 }], sizeBytes: 1000, folder: '/models' },
    ...{ place: 'folder', kind: 'chat', hasChatTemplate: true, canReason: false, sampling: {}, modifiedAt: 1_700_000_000_000 },
    ...more,
  };
}

export interface TestApi {
  url: string;
  engine: ScriptedEngine;
  models: Model[];
  /** What the downloads service was asked for. */
  added: { source: string; repository: string; versionId?: string | undefined }[];
  removed: string[];
  /** Every download's state, as its pages would see it. */
  downloads: WatchableValue<DownloadList>;
  close(): Promise<void>;
}

export function testDownload(id: string, state: Download['state'], doneBytes = 0): Download {
  return {
    ...{ id, source: 'hugging-face', endpoint: '', repository: 'owner/tiny-GGUF', revision: 'main', versionId: 'Q4_K_M', name: 'Tiny' },
    ...{ quantization: 'Q4_K_M', files: [{ path: 'tiny.gguf', sizeBytes: 1000, doneBytes }], sizeBytes: 1000, doneBytes, state },
    ...{ folder: '/models', addedAt: 0 },
  };
}

export const downloadList = (...downloads: Download[]): DownloadList => ({ downloads, bytesPerSecond: 0, leftBytes: 0 });

export async function startTestApi(dialects: readonly Dialect[], models: Model[] = [testModel('tiny')]): Promise<TestApi> {
  const engine = new ScriptedEngine(() => models);
  const added: TestApi['added'] = [];
  const removed: string[] = [];
  const downloads = new WatchableValue<DownloadList>(downloadList());
  const find = (name: string): Model => {
    const model = findModel(models, name);
    if (!model) throw new AppError('model.not-found', 'No such model.', { data: { name, nearest: models[0]?.id } });
    return model;
  };
  const parts = {
    engine,
    hub: {},
    models: {
      ready: Promise.resolve(),
      find,
      library: () => ({ models, folders: [], isScanning: false, imports: [], programs: [], verifications: [] }),
      remove: async ({ id }: { id: string }) => {
        if (find(id).place === 'starter') throw new AppError('model.built-in', 'It belongs to Alcove.');
        removed.push(id);
        return {};
      },
      readHeader: async (): Promise<GgufHeader> => ({
        ...{ version: 3, tensors: [], dataOffset: 0, alignment: 32 },
        metadata: { 'general.architecture': 'llama', 'tokenizer.chat_template': '{{ tools }}{{ messages }}' },
      }),
    },
    downloads: {
      add: async (wish: TestApi['added'][number]) => {
        added.push(wish);
        return { id: 'd1' };
      },
      watch: (signal?: AbortSignal) => downloads.watch(signal),
      cancel: async () => downloads.set(downloadList()),
      resume: () => {},
    },
  } as unknown as Partial<ApiParts>;
  const { server, port, close } = openTestServer({ dialects, parts });
  await server.start({ port: 0 });
  return { url: `http://127.0.0.1:${port()}`, engine, models, added, removed, downloads, close };
}
