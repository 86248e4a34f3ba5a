/** GET /api/models: searching. */
import { findAccount } from './access.ts';
import { type Call, sendJson } from './call.ts';
import { tagsOf, tellModel } from './model-facts.ts';
import { takePage } from './paging.ts';
import type { Commit, Repository } from './repositories.ts';

export function answerList(call: Call): void {
  const { hub, url } = call;
  const query = url.searchParams;
  const account = findAccount(call);
  const publishers = [account?.name, ...(account?.organizations ?? [])];
  const found = [...hub.repositories.values()]
    .filter((repository) => !repository.isPrivate || publishers.includes(repository.id.split('/')[0]))
    .filter((repository) => matches(repository, newest(repository), query))
    .sort(order(query.get('sort') ?? 'trendingScore'));
  const { page, headers } = takePage(call, found, { most: 1000, normal: 1000 });
  sendJson(
    call,
    page.map((repository) => tellModel(repository, newest(repository), query, true)),
    { headers },
  );
}

const newest = (repository: Repository) => repository.commits[0] as Commit;

function matches(repository: Repository, commit: Commit, query: URLSearchParams): boolean {
  const tags = tagsOf(repository, commit);
  const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const filters = query.getAll('filter').flatMap((value) => value.split(','));
  const apps = query.getAll('apps').flatMap((value) => value.split(','));
  return (
    words.every((word) => repository.id.toLowerCase().includes(word)) &&
    [null, repository.id.split('/')[0]].includes(query.get('author')) &&
    filters.every((tag) => tags.includes(tag)) &&
    [null, repository.pipelineTag].includes(query.get('pipeline_tag')) &&
    (apps.length === 0 || repository.gguf?.context_length !== undefined) &&
    (!query.has('gated') || String(Boolean(repository.gated)) === query.get('gated')) &&
    isInRange(parametersOf(repository), query.get('num_parameters'))
  );
}

/** `min:6B,max:128B` */
function isInRange(parameters: number | undefined, range: string | null): boolean {
  if (range === null) return true;
  if (parameters === undefined) return false;
  return [...range.matchAll(/(min|max):([\d.]+)([KMBT]?)/gi)].every(([, end, number, unit]) => {
    const bound = Number(number) * { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[unit?.toUpperCase() as 'B'];
    return end === 'min' ? parameters >= bound : parameters <= bound;
  });
}

const parametersOf = (repository: Repository): number | undefined => repository.gguf?.total ?? repository.safetensors?.total;

/** Always the greatest first, but names. */
function order(sort: string): (a: Repository, b: Repository) => number {
  if (sort === 'id') return (a, b) => (a.id < b.id ? -1 : 1);
  const rank: Record<string, (repository: Repository) => number> = {
    trendingScore: (repository) => repository.trendingScore ?? 0,
    downloads: (repository) => repository.downloads ?? 0,
    likes: (repository) => repository.likes ?? 0,
    likes30d: (repository) => repository.likes ?? 0,
    lastModified: (repository) => Date.parse(newest(repository).date),
    createdAt: (repository) => Date.parse(repository.createdAt ?? '2026-03-01T08:00:00.000Z'),
    num_parameters: (repository) => parametersOf(repository) ?? 0,
    mainSize: (repository) => parametersOf(repository) ?? 0,
  };
  const by = rank[sort] ?? (rank.trendingScore as (repository: Repository) => number);
  return (a, b) => by(b) - by(a) || (a.id < b.id ? -1 : 1);
}
