/** What the hub tells about a repository. */
import type { Commit, HubFile, Repository } from './repositories.ts';

const listed = [
  '_id',
  'id',
  'likes',
  'trendingScore',
  'private',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'createdAt',
  'modelId',
];
const full = ['author', 'sha', 'lastModified', 'gated', 'disabled', 'siblings'];

/** With `expand` only what was asked, as the hub does. */
export function tellModel(repository: Repository, commit: Commit, query: URLSearchParams, isList: boolean): Record<string, unknown> {
  const facts = allFacts(repository, commit, query.get('blobs') === 'true');
  const expand = [...query.getAll('expand'), ...query.getAll('expand[]')].flatMap((value) => value.split(','));
  if (expand.length > 0) return pick(facts, ['_id', 'id', ...expand]);
  if (!isList) return pick(facts, [...listed, ...full, 'cardData', 'gguf', 'safetensors', 'usedStorage', 'config', 'spaces']);
  const isFull = ['full', 'cardData'].some((name) => /^(1|true)$/i.test(query.get(name) ?? ''));
  return pick(facts, [...listed, ...(isFull ? [...full, 'cardData'] : []), ...(query.has('config') ? ['config'] : [])]);
}

function pick(facts: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])));
}

function allFacts(repository: Repository, commit: Commit, hasBlobs: boolean): Record<string, unknown> {
  const files = [...commit.files.values()];
  return {
    _id: repository._id,
    id: repository.id,
    modelId: repository.id,
    author: repository.id.split('/')[0],
    sha: commit.sha,
    lastModified: repository.commits[0]?.date,
    createdAt: repository.createdAt ?? '2026-03-01T08:00:00.000Z',
    private: repository.isPrivate ?? false,
    gated: repository.gated ?? false,
    disabled: repository.isDisabled ?? false,
    downloads: repository.downloads ?? 0,
    downloadsAllTime: (repository.downloads ?? 0) * 7,
    likes: repository.likes ?? 0,
    trendingScore: repository.trendingScore ?? 0,
    library_name: repository.libraryName,
    tags: tagsOf(repository, commit),
    pipeline_tag: repository.pipelineTag,
    cardData: repository.cardData,
    gguf: repository.gguf,
    safetensors: repository.safetensors,
    baseModels: baseModels(repository),
    config: {},
    spaces: [],
    siblings: files.map((file) => ({ rfilename: file.path, ...(hasBlobs && blob(file)) })),
    usedStorage: files.reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}

/** The card's facts are tags as well, as on the hub. */
export function tagsOf(repository: Repository, commit: Commit): string[] {
  const { license, base_model, language } = (repository.cardData ?? {}) as Record<string, string | string[] | undefined>;
  const has = (ending: string) => [...commit.files.keys()].some((path) => path.endsWith(ending));
  return [
    ...new Set([
      ...(has('.gguf') ? ['gguf'] : []),
      ...(has('.safetensors') ? ['safetensors'] : []),
      ...(repository.libraryName ? [repository.libraryName] : []),
      ...(repository.pipelineTag ? [repository.pipelineTag] : []),
      ...(repository.tags ?? []),
      ...[language ?? []].flat(),
      ...[base_model ?? []].flat().flatMap((id) => [`base_model:${id}`, `base_model:quantized:${id}`]),
      ...(license ? [`license:${license}`] : []),
      'region:us',
    ]),
  ];
}

function baseModels(repository: Repository) {
  const ids = [(repository.cardData?.base_model as string | string[] | undefined) ?? []].flat();
  return ids.length === 0 ? undefined : { relation: 'quantized', models: ids.map((id) => ({ _id: id, id })) };
}

export function blob(file: HubFile): { size: number; blobId: string; lfs?: { sha256: string; size: number; pointerSize: number } } {
  return {
    size: file.sizeBytes,
    blobId: file.oid,
    ...(file.isLfs && { lfs: { sha256: file.sha256, size: file.sizeBytes, pointerSize: pointerSize(file) } }),
  };
}

export const pointerSize = (file: HubFile): number => 120 + String(file.sizeBytes).length + 1;
