import { join } from 'node:path';
import { whoAmI } from '@huggingface/hub';
import { AppError } from '../../../shared/errors.ts';
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
import { groupVersions } from '../../../shared/versions.ts';
import type { Http } from '../../lib/http.ts';
import type { Logger } from '../../lib/logger.ts';
import { SecretFile } from '../../lib/secret-file.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { Platform } from '../../platform.ts';
import type { EngineService } from '../engine/engine.ts';
import type { ModelsService } from '../models/models.ts';
import type { SettingsService } from '../settings/settings.ts';
import type { SystemService } from '../system/system.ts';
import { prepareCard, summaryOf } from './card.ts';
import { checkConnection } from './check-connection.ts';
import { listCurated, readCurated, recommendCurated } from './curated.ts';
import { watchFits } from './fits.ts';
import { cleanEndpoint, HubAccess, originalEndpoint } from './hub-access.ts';
import { HubClient } from './hub-client.ts';
import { HuggingFaceSource } from './hugging-face-source.ts';
import { KeptAnswers } from './kept-answers.ts';
import { ModelScopeSource } from './model-scope-source.ts';
import type { ModelSource, RepositoryFacts } from './model-source.ts';
import { CardPictures } from './picture.ts';
import { RemoteHeaders } from './remote-header.ts';
import { SharedRequests } from './shared-requests.ts';
import { findUpstreamState } from './upstream.ts';

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
  /** What the command line says stands for Hugging Face. */
  endpoint?: string | undefined;
}

/** `endpoint` unset: the one in force. */
export interface ModelRef {
  source: SourceId;
  endpoint?: string | undefined;
  repository: string;
}

type Wish = Pick<ModelRef, 'source' | 'endpoint'>;

const modelScopeEndpoint = 'https://modelscope.cn';
/** As Hugging Face writes them, also those of its sign-in. */
const tokenPattern = /^hf_[\w-]{2,}$/;
const mostSources = 8;

/** Models of other computers: what there is, what it is like, and whether it suits this one. */
export class HubService {
  readonly #options: HubOptions;
  readonly #access: HubAccess;
  readonly #state: WatchableValue<HubState>;
  readonly #kept: KeptAnswers;
  readonly #pictures: CardPictures;
  readonly #headers: RemoteHeaders;
  readonly #requests = new SharedRequests();
  readonly #sources = new Map<string, ModelSource>();
  readonly #endSettings: () => void;

  constructor(options: HubOptions) {
    const { home, http, platform, settings, environment, headerWorkerFile, endpoint } = options;
    this.#options = options;
    const secret = new SecretFile({ file: join(home, 'hub-token'), cipher: platform.cipher });
    this.#access = new HubAccess({ settings: () => settings.get(), secret, environment, endpoint });
    this.#kept = new KeptAnswers(join(home, 'cache', 'hub'));
    this.#pictures = new CardPictures({ http, folder: join(home, 'cache', 'pictures'), endpoint: () => this.endpoint });
    this.#headers = new RemoteHeaders({ http, workerFile: headerWorkerFile, folder: join(home, 'cache', 'headers') });
    this.#state = new WatchableValue(this.#describe(undefined));
    this.#endSettings = settings.onChange(() => this.#show());
    this.#show();
  }

  watch(signal?: AbortSignal): AsyncIterable<HubState> {
    return this.#state.watch(signal);
  }

  /** The address in force. */
  get endpoint(): string {
    return this.#access.endpoint;
  }

  /** Who answers for a source at an address. */
  source(wish: Wish): ModelSource {
    const endpoint = this.#endpointOf(wish);
    const key = `${wish.source} ${endpoint}`;
    const known = this.#sources.get(key);
    if (known) return known;
    const client = this.#client(endpoint);
    const source = wish.source === 'model-scope' ? new ModelScopeSource(client) : new HuggingFaceSource(client);
    this.#sources.set(key, source);
    const [oldest] = this.#sources.keys();
    if (oldest !== undefined && this.#sources.size > mostSources) this.#sources.delete(oldest);
    return source;
  }

  /** When the hub cannot be reached: the last answer, with its time. Throws hub.* where there is none. */
  async search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
    const { endpoint: _, ...asked } = query;
    const question = ['search', this.#endpointOf(query), asked];
    return this.#requests.run(question, (shared) => this.#kept.keep(question, () => this.source(query).search(query, shared)), signal);
  }

  /** The same for the page of one model. */
  async describe(ref: ModelRef, signal?: AbortSignal): Promise<ModelPage> {
    const question = ['describe', this.#endpointOf(ref), ref.source, ref.repository];
    return this.#requests.run(question, (shared) => this.#kept.keep(question, () => this.#page(ref, shared)), signal);
  }

  /** Each version, first without an estimate, then as its header becomes known. */
  async *fits(ref: ModelRef, signal?: AbortSignal): AsyncGenerator<VersionFit[], void> {
    const { repository, revision, versions } = await this.describe(ref, signal);
    const { engine, logger } = this.#options;
    yield* watchFits({ headers: this.#headers, engine, logger }, { source: this.source(ref), repository, revision, versions }, signal);
  }

  /** The model card as Markdown, empty where there is none. Throws hub.*. */
  async card(ref: ModelRef, signal?: AbortSignal): Promise<{ markdown: string }> {
    const question = ['card', this.#endpointOf(ref), ref.source, ref.repository];
    const ask = async (shared: AbortSignal) => {
      const facts = await this.#facts(ref, shared);
      const card = await this.source(ref).readCard(ref.repository, facts.revision, shared);
      return { markdown: card === undefined ? '' : prepareCard(card, facts) };
    };
    const { markdown } = await this.#requests.run(question, (shared) => this.#kept.keep(question, () => ask(shared)), signal);
    return { markdown };
  }

  /** What Alcove suggests, by section, the best for the language first. */
  async curated({ language }: { language: 'en' | 'zh-CN' }): Promise<CuratedModel[]> {
    return listCurated(readCurated(this.#options.curatedFile), language);
  }

  /** At most three for a first start, the best for the memory that is free now first. */
  async recommend({ language }: { language: 'en' | 'zh-CN' }): Promise<ReturnType<typeof recommendCurated>> {
    const free = await this.#options.system.memory();
    return recommendCurated(readCurated(this.#options.curatedFile), { language, free });
  }

  /** A picture of a model card, for the page's own address. Throws hub.picture-refused. */
  picture({ url }: { url: string }, signal?: AbortSignal): Promise<{ type: string; body: Buffer }> {
    return this.#pictures.get(url, signal);
  }

  /** Asks the source whether it has other files by now. Throws model.not-found, model.no-origin, hub.*. */
  async checkUpstream({ modelId }: { modelId: string }): Promise<{ state: 'same' | 'newer' | 'gone' }> {
    const { models } = this.#options;
    const origin = models.originOf(modelId);
    const state = await findUpstreamState(origin, this.source({ source: origin.source }));
    models.recordUpstream(modelId, state);
    return { state };
  }

  /** Asks the address in force where it may know the token, else Hugging Face itself. */
  async setToken({ token }: { token: string }): Promise<{ name?: string }> {
    const candidate = token.trim();
    if (!tokenPattern.test(candidate)) throw new AppError('hub.token-invalid', 'This is no access token: they begin with hf_');
    const endpoint = this.#access.mayHaveToken(this.endpoint) ? this.endpoint : originalEndpoint;
    const client = new HubClient({ http: this.#options.http, endpoint, tokenFor: () => candidate });
    const { name } = await whoAmI({ accessToken: candidate, hubUrl: endpoint, fetch: client.fetchWith({}) });
    this.#access.keep(candidate);
    this.#show();
    return typeof name === 'string' ? { name } : {};
  }

  async removeToken(): Promise<void> {
    this.#access.forget();
    this.#show();
  }

  /** What is wrong is the answer; throws only after an abort. */
  checkConnection(signal?: AbortSignal): Promise<ConnectionCheck> {
    const { endpoint } = this;
    const source = this.source({ source: 'hugging-face' });
    return checkConnection({ http: this.#options.http, client: this.#client(endpoint), source, signal });
  }

  dispose(): void {
    this.#endSettings();
    this.#requests.dispose();
    this.#headers.dispose();
  }

  async #page(ref: ModelRef, signal: AbortSignal): Promise<ModelPage> {
    const { model, revision, baseModel, files, webUrl } = await this.#facts(ref, signal);
    const source = this.source(ref);
    // The page is worth showing without a summary, and when only the question about access stays unanswered.
    const [access, card] = await Promise.all([
      model.isGated ? source.checkAccess(ref.repository, signal).catch(() => undefined) : undefined,
      source.readCard(ref.repository, revision, signal).catch(() => undefined),
    ]);
    signal.throwIfAborted();
    const { versions, projectors, safetensorsBytes } = groupVersions(files);
    const summary = card && summaryOf(card);
    return {
      ...model,
      revision,
      versions,
      projectors,
      webUrl,
      ...(summary && { summary }),
      ...(baseModel && { baseModel }),
      ...(safetensorsBytes !== undefined && { safetensorsBytes }),
      ...(access && { access }),
    };
  }

  /** The facts of one moment for page and card, which a page asks for at the same time. */
  #facts(ref: ModelRef, signal: AbortSignal): Promise<RepositoryFacts> {
    const question = ['facts', this.#endpointOf(ref), ref.source, ref.repository];
    return this.#requests.run(question, (shared) => this.source(ref).describe(ref.repository, { signal: shared }), signal);
  }

  #client(endpoint: string): HubClient {
    return new HubClient({ http: this.#options.http, endpoint, tokenFor: (url) => this.#access.tokenFor(url) });
  }

  #endpointOf({ source, endpoint }: Wish): string {
    const given = endpoint === undefined ? undefined : cleanEndpoint(endpoint);
    if (given !== undefined) return given;
    if (source === 'hugging-face') return this.endpoint;
    return cleanEndpoint(this.#options.environment.MODELSCOPE_ENDPOINT ?? '') ?? modelScopeEndpoint;
  }

  #describe(proxy: string | undefined): HubState {
    const found = this.#access.describeEndpoint();
    const isTokenSent = this.#access.mayHaveToken(found.endpoint);
    return { ...found, isTokenSent, token: this.#access.describeToken(), ...(proxy && { proxy }) };
  }

  /** At once as far as it is known, and again when the system has said which proxy it uses. */
  #show(): void {
    this.#state.set(this.#describe(this.#state.get().proxy));
    this.#options.http.describeProxy(this.endpoint).then(
      (proxy) => proxy !== this.#state.get().proxy && this.#state.set(this.#describe(proxy)),
      () => {},
    );
  }
}
