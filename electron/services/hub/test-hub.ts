/** A hub service over a temporary data folder and the stand-in, for tests. Models and engine are not there: nothing here loads one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesContent } from '../../../e2e/hub-stand-in/content.ts';
import { type RepositoryInput, type RunningHub, type HubOptions as StandInOptions, startHub } from '../../../e2e/hub-stand-in/hub.ts';
import { Http } from '../../lib/http.ts';
import type { Logger } from '../../lib/logger.ts';
import { nodePlatform, type Platform } from '../../platform.ts';
import type { EngineService } from '../engine/engine.ts';
import type { ModelsService } from '../models/models.ts';
import { SettingsService } from '../settings/settings.ts';
import type { SystemService } from '../system/system.ts';
import { HubService } from './hub.ts';

export interface TestHub {
  hub: HubService;
  standIn: RunningHub;
  settings: SettingsService;
  home: string;
  /** The service as after a restart, over the same folder. */
  reopen(environment?: NodeJS.ProcessEnv, endpoint?: string): HubService;
  dispose(): Promise<void>;
}

interface TestHubOptions {
  standIn?: StandInOptions;
  environment?: NodeJS.ProcessEnv;
  platform?: Partial<Platform>;
  models?: Partial<ModelsService>;
  /** False: the stand-in is not the endpoint in force. */
  isEndpoint?: boolean;
}

export async function openHub(options: TestHubOptions = {}): Promise<TestHub> {
  const home = mkdtempSync(join(tmpdir(), 'alcove-hub-'));
  const standIn = await startHub({ repositories: smallRepositories, ...options.standIn });
  const settings = new SettingsService({ file: join(home, 'settings.json') });
  const http = new Http({ userAgent: 'Alcove/test' });
  const opened: HubService[] = [];
  const reopen = (environment: NodeJS.ProcessEnv = options.environment ?? {}, endpoint?: string) => {
    const hub = new HubService({
      platform: { ...nodePlatform, ...options.platform },
      http,
      settings,
      models: (options.models ?? {}) as ModelsService,
      engine: {} as EngineService,
      system: {} as SystemService,
      logger: { info() {}, warn() {}, error() {} } as unknown as Logger,
      home,
      curatedFile: join(import.meta.dirname, '../../../resources/curated.json'),
      headerWorkerFile: join(import.meta.dirname, 'header-worker.ts'),
      environment: { ...(options.isEndpoint === false ? {} : { HF_ENDPOINT: standIn.endpoint }), ...environment },
      endpoint,
    });
    opened.push(hub);
    return hub;
  };
  return {
    hub: reopen(),
    standIn,
    settings,
    home,
    reopen,
    async dispose() {
      for (const hub of opened) hub.dispose();
      await http.dispose();
      await standIn.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const weights = (letter: string) => bytesContent(Buffer.alloc(4000, letter));

/** Small and quickly made: no model that runs. */
export const smallRepositories: RepositoryInput[] = [
  {
    id: 'acme/Tiny-1B-GGUF',
    files: {
      'Tiny-1B-Q4_K_M.gguf': weights('a'),
      'dir#1/Tiny 100%-Q8_0.gguf': weights('b'),
      'README.md':
        '---\nlicense: mit\n---\n# Tiny\n\nA very small model that answers short questions about the weather quickly.\n\n![chart](images/chart.png) [more](docs/more.md)\n',
    },
    tags: ['conversational'],
    pipelineTag: 'text-generation',
    cardData: { license: 'mit', base_model: 'acme/Tiny-1B' },
    gguf: { total: 1.1e9, architecture: 'llama', context_length: 4096, chat_template: '{% if tools %}{% endif %}<think>' },
    downloads: 5,
    trendingScore: 9,
  },
  {
    id: 'acme/Embed-GGUF',
    files: { 'Embed-F16.gguf': weights('c') },
    pipelineTag: 'feature-extraction',
    gguf: { total: 3e8, architecture: 'bert', context_length: 512 },
    downloads: 50,
  },
  { id: 'acme/Gated-7B-GGUF', gated: 'manual', files: { 'Gated-7B-Q4_K_M.gguf': weights('d') }, gguf: { total: 7e9 }, downloads: 1 },
  { id: 'acme/Hidden-GGUF', isPrivate: true, files: { 'Hidden-Q4_K_M.gguf': weights('e') }, gguf: { total: 1e9 } },
];
