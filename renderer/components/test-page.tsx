/**
 * What tests of the library's parts stand on: a host in memory that answers like the real one and writes down what it was asked,
 * and a page in happy-dom with the English texts. Used through `vi.mock('…/rpc.ts', () => import('…/test-page.tsx'))`.
 */
import i18next from 'i18next';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import type { Estimate, LoadedModel, LoadSettings, LoadSettingsOverrides } from '../../shared/engine.ts';
import type { Library, Model } from '../../shared/models.ts';
import en from '../locales/en.json' with { type: 'json' };

export { click, press, type } from '../ui/render.ts';

export interface Call {
  name: string;
  input: unknown;
}

/** What the page asked the host to do, in order. */
export const calls: Call[] = [];

const listeners: Record<string, (value: unknown) => void> = {};
/** What the host tells through a watch, by the name of its procedure. */
export function tell(
  watch:
    | 'models.watch'
    | 'engine.watch'
    | 'settings.watch'
    | 'downloads.watch'
    | 'hub.watch'
    | 'server.watch'
    | 'server.watchRequests'
    | 'system.watchMemory',
  value: unknown,
): void {
  act(() => listeners[watch]?.(value));
}

const loadSettings: LoadSettings = {
  contextLength: 8192,
  gpuLayers: 'auto',
  flashAttention: 'auto',
  kvCacheType: 'f16',
  useMmap: true,
  parallelSlots: 1,
};

const GB = 1e9;

/** 10 GB are free; a conversation takes 0.1 GB per 1,024 tokens. */
function estimateOf(model: Model, overrides: LoadSettingsOverrides = {}): Estimate {
  const settings = { ...loadSettings, ...(overrides as Partial<LoadSettings>) };
  const contextBytes = (settings.contextLength / 1024) * 0.1 * GB;
  const totalBytes = model.sizeBytes + contextBytes;
  return {
    modelId: model.id,
    settings,
    totalBytes,
    fit: totalBytes > 10 * GB ? 'too-large' : 'memory',
    memory: { totalBytes: 16 * GB, usedBytes: 6 * GB, modelBytes: model.sizeBytes, contextBytes },
  };
}

/** Every folder of the host holds the same: one folder and two model files. */
const folderEntries = (path: string) => [
  { name: 'Downloads', path: `${path}/Downloads`, type: 'folder' },
  { name: 'phi.gguf', path: `${path}/phi.gguf`, type: 'file', sizeBytes: 2 * GB },
  { name: 'qwen.gguf', path: `${path}/qwen.gguf`, type: 'file', sizeBytes: 3 * GB },
];

let models: Model[] = [];

const record = (name: string, answer?: unknown) => async (input: unknown) => {
  calls.push({ name, input });
  return answer;
};

/** What the host answers to calls that a test gives answers to, by name; an Error is thrown, a function is asked. */
export const answers: Record<string, unknown> = {};

const given = (room: string) =>
  new Proxy({} as Record<string, (input?: unknown) => Promise<unknown>>, {
    get: (_, verb: string) => async (input: unknown) => {
      const name = `${room}.${verb}`;
      calls.push({ name, input });
      if (answers[name] instanceof Error) throw answers[name];
      const answer = answers[name];
      return typeof answer === 'function' ? answer(input) : answer;
    },
  });

/** A failure that somebody may act on, as it travels from the host. */
export const failure = (code: string, data: Record<string, unknown> = {}) => ({ code: 'APP_ERROR', data: { code, data } });

const client = {
  downloads: given('downloads'),
  hub: given('hub'),
  server: given('server'),
  models: {
    import: record('models.import', { ids: ['1'] }),
    remove: record('models.remove', { undoId: 'undo-1' }),
    restore: record('models.restore'),
    useProgram: record('models.useProgram'),
    verify: given('models').verify,
    cancelVerify: record('models.cancelVerify'),
    removeFolder: record('models.removeFolder'),
    addFolder: record('models.addFolder'),
    listFolder: async ({ path = '/home/ada' }: { path?: string }) => ({ path, parent: '/home', places: [], entries: folderEntries(path) }),
  },
  engine: {
    load: record('engine.load'),
    unload: record('engine.unload'),
    estimate: async ({ modelId, settings }: { modelId: string; settings: LoadSettingsOverrides }) => {
      const model = models.find(({ id }) => id === modelId);
      if (!model) throw new Error(modelId);
      return estimateOf(model, settings);
    },
    estimateAll: async () => models.filter((model) => !model.broken).map((model) => estimateOf(model)),
  },
  settings: { update: record('settings.update') },
  system: {
    info: async () => ({ canPickFiles: false, canReveal: false }),
    disk: async () => ({ path: '/models', freeBytes: 182 * GB, totalBytes: 512 * GB }),
    storage: given('system').storage,
  },
};

export const host = async () => client;
export const onConnection = () => () => {};

/** Finds out which watch is opened by the name it is asked for. */
export async function follow(open: (client: unknown, signal: AbortSignal) => unknown, apply: (value: unknown) => void): Promise<void> {
  const listen = (name: string) => () => {
    listeners[name] = apply;
  };
  const names = (room: string) => new Proxy({}, { get: (_, verb: string) => listen(`${room}.${verb}`) });
  open(new Proxy({}, { get: (_, room: string) => names(room) }), new AbortController().signal);
}

/** A model of the library; what a test does not care about is filled in. */
export function makeModel(id: string, change: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    files: [{ path: `/models/${id}.gguf`, sizeBytes: 2 * GB }],
    sizeBytes: 2 * GB,
    folder: '/models',
    place: 'alcove',
    kind: 'chat',
    contextLength: 32_768,
    quantization: 'Q4_K_M',
    hasChatTemplate: true,
    canReason: false,
    sampling: {},
    modifiedAt: 0,
    ...change,
  };
}

export function makeLoaded(modelId: string, state: LoadedModel['state']): LoadedModel {
  return { modelId, name: modelId, state, settings: loadSettings, activeRequests: 0, queuedRequests: 0 };
}

/** The host has these models in one folder. */
export function tellLibrary(list: Model[], change: Partial<Library> = {}): void {
  models = list;
  const folders = [{ path: '/models', isDefault: true, isPresent: true, modelCount: list.length }];
  tell('models.watch', { models: list, folders, isScanning: false, imports: [], programs: [], verifications: [], ...change });
}

let root: Root | undefined;

/** Puts this on an empty page. */
export async function show(page: ReactNode): Promise<void> {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  await i18next.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
  const place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
  await act(async () => root?.render(page));
}

export async function clear(): Promise<void> {
  await act(async () => root?.unmount());
  document.body.replaceChildren();
  calls.length = 0;
  for (const name of Object.keys(answers)) delete answers[name];
}

/** Lets timers and promises go on until the page says so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await act(() => new Promise((resolve) => setTimeout(resolve, 10)));
}

/** The text of the whole page. */
export const text = (): string => document.body.textContent ?? '';

/** The control of this role whose name contains the words; throws when there is none. */
export function find(role: string, words: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>(`[role="${role}"], ${role}`)].find((element) =>
    `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`.includes(words),
  );
  if (!found) throw new Error(`No ${role} named "${words}" on the page: ${text()}`);
  return found;
}
