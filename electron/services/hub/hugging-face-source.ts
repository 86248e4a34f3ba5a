/** Hugging Face and its mirrors: metadata through @huggingface/hub with our own requests, files resolved by hand. */
import { type ListFileEntry, listFiles, listModels, modelInfo, pathsInfo } from '@huggingface/hub';
import { AppError } from '../../../shared/errors.ts';
import type { FoundModel, SearchPage, SearchQuery, SearchSort, VersionFile } from '../../../shared/hub.ts';
import { isSafeHubPath } from '../../../shared/hub-names.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { baseModelOf, countOf, isWanted, type ToldModel, tagsOf, toFoundModel, toldFields } from './found-model.ts';
import { failedAnswer, type HubClient } from './hub-client.ts';
import type { FileRef, ModelSource, RepositoryFacts, ResolvedFile } from './model-source.ts';
import { readBounded } from './read-bounded.ts';
import { resolveFile } from './resolve-file.ts';

const sorts = {
  trending: 'trendingScore',
  downloads: 'downloads',
  likes: 'likes',
  updated: 'lastModified',
  size: 'num_parameters',
} as const satisfies Record<SearchSort, string>;

/** One page on the screen; where much is sifted out here, larger ones are asked for, and a few of them. */
const pages = { length: 40, siftedLength: 100, least: 12, most: 4 };
const longestCardBytes = 2e6;
const mostFiles = 20_000;
/** Of a list of files; mirrors send as few as fifty files at a time. */
const mostFilePages = 400;

export class HuggingFaceSource implements ModelSource {
  readonly id = 'hugging-face';
  readonly #client: HubClient;

  constructor(client: HubClient) {
    this.#client = client;
  }

  async search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
    const isSifted = query.goodAt.length > 0 || query.parameterRange !== undefined;
    const models: FoundModel[] = [];
    let { cursor } = query;
    for (let asked = 0; asked < (isSifted ? pages.most : 1); asked += 1) {
      const page = await this.#page({ ...query, cursor }, isSifted ? pages.siftedLength : pages.length, signal);
      models.push(...page.models.filter((model) => isWanted(model, query)));
      cursor = page.cursor;
      if (cursor === undefined || models.length >= pages.least) break;
    }
    return withoutUndefined({ models, cursor });
  }

  /** The library asks for one page; where it goes on is taken out of its sight and becomes our cursor: the next page's query. */
  async #page(
    query: SearchQuery,
    length: number,
    signal: AbortSignal | undefined,
  ): Promise<{ models: FoundModel[]; cursor?: string | undefined }> {
    let cursor: string | undefined;
    const send = this.#client.fetchWith({ signal, isLimitWaited: false });
    const fetchPage = async (input: string, init?: RequestInit): Promise<Response> => {
      const url = new URL(input);
      if (query.cursor === undefined) addFilters(url, query);
      else url.search = query.cursor;
      const response = await send(url.href, init);
      const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
      cursor = next && URL.parse(next, url.href)?.search.slice(1);
      return new Response(response.body, { status: response.status });
    };
    const search = {
      ...(query.text.trim() !== '' && { query: query.text.trim() }),
      ...(query.author && { owner: query.author }),
      tags: [query.format, ...(query.licence ? [`license:${query.licence}`] : [])],
    };
    const told = listModels({
      search,
      sort: sorts[query.sort],
      limit: length,
      additionalFields: toldFields,
      hubUrl: this.#client.endpoint,
      fetch: fetchPage as typeof fetch,
    });
    const models: FoundModel[] = [];
    await this.#understand(async () => {
      for await (const entry of told) {
        const model = toFoundModel(entry as unknown as ToldModel);
        if (model !== undefined) models.push(model);
      }
    });
    return { models, cursor };
  }

  async describe(repository: string, options: { revision?: string; signal?: AbortSignal } = {}): Promise<RepositoryFacts> {
    const { signal } = options;
    const told = await this.#understand(async () => {
      const answer = await modelInfo({
        name: repository,
        ...(options.revision && { revision: options.revision }),
        additionalFields: toldFields,
        hubUrl: this.#client.endpoint,
        fetch: this.#client.fetchWith({ repository, signal }),
      });
      return answer as unknown as ToldModel;
    });
    const model = toFoundModel(told);
    if (model === undefined || typeof told.sha !== 'string' || told.sha === '')
      throw new AppError('hub.not-found', `There is no ${repository}`, { data: { repository } });
    const files = await this.#files(model.repository, told.sha, signal);
    const tags = tagsOf(told);
    return {
      model: { ...model, format: files.some(({ path }) => /\.gguf$/i.test(path)) ? 'gguf' : model.format },
      revision: told.sha,
      tags,
      baseModel: baseModelOf(tags),
      files,
      webUrl: this.#client.webUrl(model.repository),
    };
  }

  async #files(repository: string, revision: string, signal: AbortSignal | undefined): Promise<VersionFile[]> {
    const asked = new Set<string>();
    const send = this.#client.fetchWith({ repository, signal });
    // Pages that lead back to one another would never end.
    const sendOnce: typeof fetch = (input, init) => {
      const url = String(input);
      if (asked.has(url) || asked.size >= mostFilePages) throw failedAnswer(url, 'The list of files has no end');
      asked.add(url);
      return send(url, init);
    };
    return this.#understand(async () => {
      const files: VersionFile[] = [];
      const entries = listFiles({
        repo: { type: 'model', name: repository },
        revision,
        recursive: true,
        hubUrl: this.#client.endpoint,
        fetch: sendOnce,
      });
      for await (const entry of entries) {
        const file = toFile(entry);
        // A path that could leave its folder is none that anybody needs.
        if (file !== undefined && entry.type === 'file' && isSafeHubPath(file.path)) files.push(file);
        if (files.length >= mostFiles) break;
      }
      return files;
    });
  }

  /** The same files at the newest commit; those that are gone are left out. */
  async findFiles(repository: string, paths: readonly string[], signal?: AbortSignal): Promise<VersionFile[]> {
    return this.#understand(async () => {
      const found = await pathsInfo({
        repo: { type: 'model', name: repository },
        paths: [...paths],
        revision: 'main',
        hubUrl: this.#client.endpoint,
        fetch: this.#client.fetchWith({ repository, signal }),
      });
      return found.map(toFile).filter((file) => file !== undefined);
    });
  }

  async readCard(repository: string, revision: string, signal?: AbortSignal): Promise<string | undefined> {
    const url = `${this.#client.webUrl(repository)}/resolve/${encodeURIComponent(revision)}/README.md`;
    try {
      const response = await this.#client.request(url, { ...(signal && { signal }) }, { repository });
      return (await readBounded(response, longestCardBytes)).toString('utf8');
    } catch (error) {
      const isNone = error instanceof AppError && ['hub.not-found', 'hub.sign-in-needed', 'hub.access-needed'].includes(error.code);
      if (isNone) return undefined;
      throw error;
    }
  }

  async checkAccess(repository: string, signal?: AbortSignal): Promise<'sign-in' | 'ask' | undefined> {
    const url = `${this.#client.endpoint}/api/models/${repository}/auth-check`;
    try {
      const response = await this.#client.request(url, { ...(signal && { signal }) }, { repository, isPageWanted: true });
      await response.body?.cancel();
      return undefined;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'hub.sign-in-needed' || error.code === 'hub.token-refused')) return 'sign-in';
      if (error instanceof AppError && error.code === 'hub.access-needed') return 'ask';
      throw error;
    }
  }

  /** What the library stumbles over is an answer that is none of this hub's. */
  async #understand<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
      throw failedAnswer(this.#client.endpoint, 'The answer is not what was expected', error);
    }
  }

  resolve(file: FileRef, signal?: AbortSignal): Promise<ResolvedFile> {
    return resolveFile(this.#client, file, { signal });
  }
}

/** Undefined for what is no file with a size. */
function toFile(entry: Partial<Pick<ListFileEntry, 'path' | 'size' | 'lfs'>> | null): VersionFile | undefined {
  const sizeBytes = countOf(entry?.lfs?.size ?? entry?.size);
  if (typeof entry?.path !== 'string' || sizeBytes === undefined || !Number.isSafeInteger(sizeBytes)) return undefined;
  const sha256 = String(entry.lfs?.oid ?? '').toLowerCase();
  return { path: entry.path, sizeBytes, ...(/^[0-9a-f]{64}$/.test(sha256) && { sha256 }) };
}

/** The library has no parameter for it, the API has. */
function addFilters(url: URL, { parameterRange }: SearchQuery): void {
  const { least, most } = parameterRange ?? {};
  const ends = [...(least ? [`min:${inBillions(least)}`] : []), ...(most !== undefined ? [`max:${inBillions(most)}`] : [])];
  if (ends.length > 0) url.searchParams.set('num_parameters', ends.join(','));
}

function inBillions(count: number): string {
  return count >= 1e9 ? `${count / 1e9}B` : `${count / 1e6}M`;
}
