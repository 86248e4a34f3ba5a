/** ModelScope: its own interface, other words, the same models. Its download answers tell no hash, so the list of files does. */
import { AppError } from '../../../shared/errors.ts';
import type { FoundModel, SearchPage, SearchQuery, SearchSort, VersionFile } from '../../../shared/hub.ts';
import { abilitiesOf, isSafeHubPath, parametersInName, publisherOf, repositoryName } from '../../../shared/hub-names.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { countOf, isWanted, repositoryPattern } from './found-model.ts';
import type { HubClient } from './hub-client.ts';
import type { FileRef, ModelSource, RepositoryFacts, ResolvedFile } from './model-source.ts';
import { readBounded } from './read-bounded.ts';
import { resolveFile } from './resolve-file.ts';
import { SharedRequests } from './shared-requests.ts';

interface ToldModel {
  id: string;
  downloads?: number;
  likes?: number;
  license?: string;
  tasks?: string[];
  tags?: string[];
  params?: number;
  last_modified?: string;
  gated?: boolean;
}

interface ToldFile {
  Path: string;
  Type: 'blob' | 'tree';
  Size: number;
  Sha256?: string;
  Revision?: string;
}

/** It knows only these; what people look at first is what they download. */
const sorts: Record<SearchSort, string> = {
  trending: 'default',
  downloads: 'downloads',
  likes: 'likes',
  updated: 'last_modified',
  size: 'downloads',
};
const pageSize = 40;
/** page_number x page_size may not pass 3000. */
const lastPage = Math.floor(3000 / pageSize);
const branch = 'master';
const keptListsMs = 5 * 60_000;
const mostKeptLists = 20;

export class ModelScopeSource implements ModelSource {
  readonly id = 'model-scope';
  readonly #client: HubClient;
  /** Lists of files by repository and revision: a download asks for each of its files. */
  readonly #lists = new Map<string, { at: number; files: ToldFile[] }>();
  readonly #requests = new SharedRequests();

  constructor(client: HubClient) {
    this.#client = client;
  }

  async search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
    const page = Math.max(1, Number(query.cursor ?? 1) || 1);
    const parameters = new URLSearchParams({
      search: query.text.trim() || (query.format === 'gguf' ? 'gguf' : ''),
      sort: sorts[query.sort],
      page_number: String(page),
      page_size: String(pageSize),
      'filter.library': query.format,
      ...(query.author && { owner: query.author }),
      ...(query.licence && { 'filter.license': query.licence }),
    });
    const { data } = await this.#client.json<{ data: { models?: ToldModel[]; total_count?: number } }>(
      `${this.#client.endpoint}/openapi/v1/models?${parameters}`,
      { signal, isLimitWaited: false },
    );
    const told = data.models ?? [];
    const models = told.map(toFoundModel).filter((model) => model !== undefined);
    const isMore = told.length === pageSize && page < lastPage && page * pageSize < (data.total_count ?? Number.POSITIVE_INFINITY);
    return withoutUndefined({
      models: models.filter((model) => isWanted(model, { ...query, format: model.format })),
      total: countOf(data.total_count),
      cursor: isMore ? String(page + 1) : undefined,
    });
  }

  async describe(repository: string, options: { revision?: string; signal?: AbortSignal } = {}): Promise<RepositoryFacts> {
    const { signal } = options;
    const { data } = await this.#client.json<{ data: ToldModel }>(`${this.#client.endpoint}/openapi/v1/models/${repository}`, {
      repository,
      signal,
    });
    const model = toFoundModel({ ...data, id: data.id ?? repository });
    if (model === undefined) throw new AppError('hub.not-found', `There is no ${repository}`, { data: { repository } });
    const revision = options.revision ?? branch;
    const files = await this.#files(repository, revision, signal);
    const isGguf = files.some(({ Path }) => /\.gguf$/i.test(Path));
    return {
      model: { ...model, format: isGguf ? 'gguf' : 'safetensors' },
      revision,
      tags: data.tags ?? [],
      baseModel: undefined,
      files: files.filter(({ Path }) => isSafeHubPath(Path)).map(toFile),
      webUrl: `${this.#client.endpoint}/models/${repository}`,
    };
  }

  async findFiles(repository: string, paths: readonly string[], signal?: AbortSignal): Promise<VersionFile[]> {
    this.#lists.delete(`${repository} ${branch}`);
    const files = await this.#files(repository, branch, signal);
    return files.filter(({ Path }) => paths.includes(Path)).map(toFile);
  }

  async readCard(repository: string, revision: string, signal?: AbortSignal): Promise<string | undefined> {
    const url = `${this.#client.endpoint}/models/${repository}/resolve/${encodeURIComponent(revision)}/README.md`;
    try {
      const response = await this.#client.request(url, { ...(signal && { signal }) }, { repository });
      return (await readBounded(response, 2e6)).toString('utf8');
    } catch (error) {
      if (error instanceof AppError && ['hub.not-found', 'hub.sign-in-needed', 'hub.access-needed'].includes(error.code)) return undefined;
      throw error;
    }
  }

  /** It does not say beforehand; a refusal while resolving does. */
  async checkAccess(): Promise<undefined> {
    return undefined;
  }

  async resolve(file: FileRef, signal?: AbortSignal): Promise<ResolvedFile> {
    const files = await this.#files(file.repository, file.revision, signal);
    const told = files.find(({ Path }) => Path === file.path);
    if (told === undefined) throw new AppError('hub.not-found', `There is no ${file.path}`, { data: { repository: file.repository } });
    const { sha256, sizeBytes } = toFile(told);
    return resolveFile(this.#client, file, { signal, root: 'models/', told: { sha256, sizeBytes, revision: file.revision } });
  }

  async #files(repository: string, revision: string, signal: AbortSignal | undefined): Promise<ToldFile[]> {
    const key = `${repository} ${revision}`;
    const kept = this.#lists.get(key);
    if (kept && performance.now() - kept.at < keptListsMs) return kept.files;
    const files = await this.#requests.run(key, (shared) => this.#askFiles(repository, revision, shared), signal);
    this.#lists.set(key, { at: performance.now(), files });
    const [oldest] = this.#lists.keys();
    if (oldest !== undefined && this.#lists.size > mostKeptLists) this.#lists.delete(oldest);
    return files;
  }

  async #askFiles(repository: string, revision: string, signal: AbortSignal): Promise<ToldFile[]> {
    const query = new URLSearchParams({ Revision: revision, Recursive: 'True' });
    const url = `${this.#client.endpoint}/api/v1/models/${repository}/repo/files?${query}`;
    const { Data } = await this.#client.json<{ Data?: { Files?: ToldFile[] } }>(url, { repository, signal });
    return (Data?.Files ?? []).filter(({ Type }) => Type === 'blob');
  }
}

function toFoundModel(told: ToldModel): FoundModel | undefined {
  if (!repositoryPattern.test(told.id) || told.id.length > 200) return undefined;
  const tags = told.tags ?? [];
  return withoutUndefined({
    source: 'model-scope' as const,
    repository: told.id,
    publisher: publisherOf(told.id),
    name: repositoryName(told.id),
    format: tags.includes('gguf') || /gguf/i.test(told.id) ? ('gguf' as const) : ('safetensors' as const),
    parameterCount: countOf(told.params) || parametersInName(told.id),
    downloads: countOf(told.downloads),
    likes: countOf(told.likes),
    updatedAt: countOf(Date.parse(told.last_modified ?? '')),
    licence: told.license || undefined,
    goodAt: abilitiesOf({ tags: [...tags, ...(told.tasks ?? [])] }),
    isGated: told.gated === true,
  });
}

function toFile({ Path, Size, Sha256 }: ToldFile): VersionFile {
  const sha256 = Sha256?.toLowerCase();
  return { path: Path, sizeBytes: Size, ...(sha256 && /^[0-9a-f]{64}$/.test(sha256) && { sha256 }) };
}
