/**
 * ModelScope, at the same address: searching and facts under /openapi/v1/models, the list of files and the bytes under
 * /api/v1/models, bytes also under /models/{id}/resolve. The shapes are those of ModelScope's own client, modelscope_hub.
 */
import { checkGrant, findAccount, needCommit, needFile } from './access.ts';
import { type Call, HubError, sendJson } from './call.ts';
import { tagsOf } from './model-facts.ts';
import { type Commit, type HubFile, hex, type Repository } from './repositories.ts';
import { seenFile } from './resolve.ts';
import { sendBytes } from './send-bytes.ts';

export const isModelScope = ({ pathname }: URL): boolean => /^\/(openapi\/v1|api\/v1)\/models\b|^\/models\//.test(pathname);

export async function answerModelScope(call: Call): Promise<void> {
  const path = decodeURIComponent(call.url.pathname);
  const search = path === '/openapi/v1/models';
  const [, detail] = /^\/openapi\/v1\/models\/([^/]+\/[^/]+)$/.exec(path) ?? [];
  const [, lister] = /^\/api\/v1\/models\/([^/]+\/[^/]+)\/repo\/files$/.exec(path) ?? [];
  const [, sender] = /^\/api\/v1\/models\/([^/]+\/[^/]+)\/repo$/.exec(path) ?? [];
  const [, resolver, revision, file] = /^\/models\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (search) return answerSearch(call);
  if (detail) return sendJson(call, { success: true, request_id: 'stand-in', data: tell(find(call, detail)) });
  if (lister) return answerFiles(call, find(call, lister));
  const query = call.url.searchParams;
  if (sender) return answerBytes(call, find(call, sender), query.get('Revision') ?? 'master', query.get('FilePath') ?? '');
  if (resolver) return answerBytes(call, find(call, resolver), revision as string, file as string);
  throw new HubError(404, 'page not found');
}

function find(call: Call, id: string): Repository {
  const repository = call.hub.repositories.get(id);
  if (!repository || repository.isPrivate) throw new HubError(404, `record not found: ${id}`);
  return repository;
}

const newest = (repository: Repository) => repository.commits[0] as Commit;

/** `{ success, data: { models, total_count, page_number, page_size } }` */
function answerSearch(call: Call): void {
  const query = call.url.searchParams;
  const [pageNumber, pageSize] = [Number(query.get('page_number') ?? 1), Number(query.get('page_size') ?? 10)];
  if (pageNumber * pageSize > 3000) throw new HubError(400, 'page_number * page_size must not be above 3000');
  findAccount(call);
  const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...call.hub.repositories.values()]
    .filter((repository) => !repository.isPrivate && words.every((word) => repository.id.toLowerCase().includes(word)))
    .filter((repository) => [null, repository.id.split('/')[0]].includes(query.get('owner')))
    .filter((repository) => [null, repository.pipelineTag].includes(query.get('filter.task')))
    .filter(
      (repository) =>
        !query.has('filter.library') || tagsOf(repository, newest(repository)).includes(query.get('filter.library') as string),
    )
    .filter((repository) => [null, repository.cardData?.license].includes(query.get('filter.license')))
    .sort(query.get('sort') === 'last_modified' ? byDate : (a, b) => (b.downloads ?? 0) - (a.downloads ?? 0));
  sendJson(call, {
    success: true,
    request_id: 'stand-in',
    data: {
      models: found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize).map(tell),
      total_count: found.length,
      page_number: pageNumber,
      page_size: pageSize,
    },
  });
}

const byDate = (a: Repository, b: Repository) => Date.parse(newest(b).date) - Date.parse(newest(a).date);

function tell(repository: Repository) {
  return {
    id: repository.id,
    display_name: repository.id.split('/')[1],
    description: '',
    downloads: repository.downloads ?? 0,
    likes: repository.likes ?? 0,
    license: repository.cardData?.license ?? '',
    tasks: repository.pipelineTag ? [repository.pipelineTag] : [],
    tags: tagsOf(repository, newest(repository)),
    params: repository.gguf?.total ?? repository.safetensors?.total ?? 0,
    created_at: repository.createdAt ?? '2026-03-01T08:00:00.000Z',
    last_modified: newest(repository).date,
    private: false,
    gated: Boolean(repository.gated),
  };
}

async function answerFiles(call: Call, repository: Repository): Promise<void> {
  const query = call.url.searchParams;
  const commit = needCommit(repository, query.get('Revision') ?? 'master');
  const root = query.get('Root') ? `${query.get('Root')}/` : '';
  const isRecursive = /^true$/i.test(query.get('Recursive') ?? '');
  const files = [...commit.files.values()].filter(({ path }) => path.startsWith(root));
  const folders = new Set(files.flatMap(({ path }) => foldersBelow(path, root)));
  const isWanted = (path: string) => isRecursive || !path.slice(root.length).includes('/');
  const date = Math.floor(Date.parse(commit.date) / 1000);
  const name = (path: string) => path.split('/').at(-1);
  const entry = (path: string) => ({ Name: name(path), Path: path, Mode: '33188', Revision: commit.sha, CommittedDate: date });
  const described = files
    .filter(({ path }) => isWanted(path))
    .map(async (file) => {
      const seen = await seenFile(call, repository, file);
      return {
        ...entry(file.path),
        Id: seen.oid,
        Type: 'blob',
        Size: seen.sizeBytes,
        Sha256: seen.sha256,
        IsLFS: seen.isLfs,
        InCheck: false,
      };
    });
  const trees = [...folders]
    .filter(isWanted)
    .map((path) => ({ ...entry(path), Id: hex('sha1', path), Type: 'tree', Size: 0, Sha256: '', IsLFS: false }));
  sendJson(call, {
    Code: 200,
    Success: true,
    Message: 'success',
    RequestId: 'stand-in',
    Data: { Files: [...trees, ...(await Promise.all(described))] },
  });
}

function foldersBelow(path: string, root: string): string[] {
  const parts = path.slice(root.length).split('/').slice(0, -1);
  return parts.map((_, index) => root + parts.slice(0, index + 1).join('/'));
}

async function answerBytes(call: Call, repository: Repository, revision: string, path: string): Promise<void> {
  const commit = needCommit(repository, revision);
  const file: HubFile = await seenFile(call, repository, needFile(commit, path));
  checkGrant(call, repository);
  const { hub, response } = call;
  const subject = `${repository.id}/${path}`;
  if (file.isLfs) {
    const location = hub.dataOrigin + hub.signed.sign(repository, file, hub.faults.value('expireSec', subject) ?? 3600);
    return void response.writeHead(302, { location, 'content-length': 0 }).end();
  }
  await sendBytes(call, { content: file.content, etag: `"${file.oid}"`, subject, headers: { 'content-type': 'application/octet-stream' } });
}
