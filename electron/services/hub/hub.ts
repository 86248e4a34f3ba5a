import type {
  ConnectionCheck,
  CuratedModel,
  HubState,
  ModelPage,
  SearchPage,
  SearchQuery,
  SourceId,
  VersionFit,
} from '../../../shared/hub.ts';
import type { Http } from '../../lib/http.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Platform } from '../../platform.ts';
import type { EngineService } from '../engine/engine.ts';
import type { ModelsService } from '../models/models.ts';
import type { SettingsService } from '../settings/settings.ts';
import type { SystemService } from '../system/system.ts';
import type { ModelSource } from './model-source.ts';

export type { FileRef, ModelSource, RepositoryFacts, ResolvedFile } from './model-source.ts';

export interface HubOptions {
  platform: Platform;
  http: Http;
  settings: SettingsService;
  models: ModelsService;
  engine: EngineService;
  system: SystemService;
  logger: Logger;
  /** The data folder. */
  home: string;
  /** resources/curated.json */
  curatedFile: string;
  /** The worker that parses headers: built, or its source. */
  headerWorkerFile: string;
  /** HF_ENDPOINT and HF_TOKEN are read from it. */
  environment: NodeJS.ProcessEnv;
}

/** `endpoint` unset: the one in force. */
export interface ModelRef {
  source: SourceId;
  endpoint?: string | undefined;
  repository: string;
}

/** Models of other computers: what there is, what it is like, and whether it suits this one. */
export class HubService {
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  watch(_signal?: AbortSignal): AsyncIterable<HubState> {
    throw new Error(`not built yet ${this.#options.home}`);
  }

  /** The address in force. */
  get endpoint(): string {
    throw new Error('not built yet');
  }

  source(_wish: { source: SourceId; endpoint?: string | undefined }): ModelSource {
    throw new Error('not built yet');
  }

  async search(_query: SearchQuery, _signal?: AbortSignal): Promise<SearchPage> {
    throw new Error('not built yet');
  }

  async describe(_ref: ModelRef, _signal?: AbortSignal): Promise<ModelPage> {
    throw new Error('not built yet');
  }

  fits(_ref: ModelRef, _signal?: AbortSignal): AsyncIterable<VersionFit[]> {
    throw new Error('not built yet');
  }

  async card(_ref: ModelRef, _signal?: AbortSignal): Promise<{ markdown: string }> {
    throw new Error('not built yet');
  }

  async curated(_wish: { language: 'en' | 'zh-CN' }): Promise<CuratedModel[]> {
    throw new Error('not built yet');
  }

  async recommend(_wish: {
    language: 'en' | 'zh-CN';
  }): Promise<(CuratedModel & { fit: 'gpu' | 'partly' | 'memory' | 'tight' | 'too-large' })[]> {
    throw new Error('not built yet');
  }

  /** A picture of a model card, for the page's own address. Throws hub.picture-refused. */
  async picture(_wish: { url: string }, _signal?: AbortSignal): Promise<{ type: string; body: Buffer }> {
    throw new Error('not built yet');
  }

  async checkUpstream(_wish: { modelId: string }): Promise<{ state: 'same' | 'newer' | 'gone' }> {
    throw new Error('not built yet');
  }

  async setToken(_wish: { token: string }): Promise<{ name?: string }> {
    throw new Error('not built yet');
  }

  async removeToken(): Promise<void> {
    throw new Error('not built yet');
  }

  async checkConnection(_signal?: AbortSignal): Promise<ConnectionCheck> {
    throw new Error('not built yet');
  }

  dispose(): void {}
}
