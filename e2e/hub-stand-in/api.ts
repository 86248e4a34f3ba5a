/** /api/*: what the hub tells, but no bytes of files (but for small ones). */
import { checkGrant, findAccount, findRepository, needCommit } from './access.ts';
import { type Call, HubError, readBody, sendJson } from './call.ts';
import { pointerSize, tellModel } from './model-facts.ts';
import { answerList } from './model-list.ts';
import { takePage } from './paging.ts';
import { decodeSegments, splitRevision } from './paths.ts';
import { type Commit, type HubFile, hex, type Repository } from './repositories.ts';
import { seenFile } from './resolve.ts';
import { answerXetToken } from './xet.ts';

const verbs = ['revision', 'tree', 'paths-info', 'refs', 'commits', 'auth-check', 'xet-read-token'];

export async function answerApi(call: Call): Promise<void> {
  const { url, request } = call;
  if (url.pathname === '/api/whoami-v2') return answerWhoAmI(call);
  if (url.pathname === '/api/models') return answerList(call);
  const segments = decodeSegments(url.pathname).slice(2);
  if (!url.pathname.startsWith('/api/models/') || segments.length === 0) throw new HubError(404, 'Sorry, we cannot find that page.');
  const isShort = segments.length === 1 || verbs.includes(segments[1] as string);
  const id = segments.slice(0, isShort ? 1 : 2).join('/');
  const [verb, ...rest] = segments.slice(isShort ? 1 : 2);
  const repository = findRepository(call, id);
  const { revision, path } = splitRevision(rest);
  switch (verb) {
    case undefined:
    case 'revision':
      return sendJson(call, tellModel(repository, needCommit(repository, revision), url.searchParams, false));
    case 'tree':
      return answerTree(call, repository, needCommit(repository, revision), path);
    case 'paths-info':
      if (request.method !== 'POST') throw new HubError(404, 'Sorry, we cannot find that page.');
      return answerPathsInfo(call, repository, needCommit(repository, revision));
    case 'refs':
      return answerRefs(call, repository);
    case 'commits':
      return answerCommits(call, repository);
    case 'auth-check':
      checkGrant(call, repository);
      return sendJson(call, {});
    case 'xet-read-token':
      checkGrant(call, repository);
      return answerXetToken(call);
    default:
      throw new HubError(404, 'Sorry, we cannot find that page.');
  }
}

function answerWhoAmI(call: Call): void {
  const account = findAccount(call);
  if (!account) throw new HubError(401, 'Invalid username or password.');
  sendJson(call, {
    type: 'user',
    id: hex('sha1', account.name).slice(0, 24),
    name: account.name,
    fullname: account.name,
    email: `${account.name}@example.org`,
    emailVerified: true,
    canPay: false,
    periodEnd: null,
    isPro: false,
    avatarUrl: '/avatars/default.svg',
    orgs: [],
    auth: { type: 'access_token', accessToken: { displayName: 'alcove', role: 'read', createdAt: '2026-09-01T08:00:00.000Z' } },
  });
}

async function answerTree(call: Call, repository: Repository, commit: Commit, folder: string): Promise<void> {
  const { url } = call;
  const isTrue = (name: string) => /^(1|true)$/i.test(url.searchParams.get(name) ?? '');
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = [...commit.files.values()].filter((file) => file.path.startsWith(prefix));
  if (files.length === 0 && folder !== '')
    throw new HubError(404, `${folder} does not exist on "${commit.sha}"`, { code: 'EntryNotFound' });
  const inner = (path: string) => path.slice(prefix.length);
  const folders = new Set(files.flatMap(({ path }) => foldersOf(inner(path)).map((name) => prefix + name)));
  const isWanted = (path: string) => isTrue('recursive') || !inner(path).includes('/');
  const entries = [
    ...[...folders].filter(isWanted).map((path) => ({ type: 'directory', oid: hex('sha1', path), size: 0, path, file: undefined })),
    ...files.filter(({ path }) => isWanted(path)).map((file) => ({ file, path: file.path })),
  ];
  const { page, headers } = takePage(call, entries, { most: 1000, normal: isTrue('expand') ? 50 : 1000 });
  const told = page.map(async (entry) => {
    const { file, ...own } = entry;
    const described = file ? tellFile(await seenFile(call, repository, file)) : own;
    return { ...described, ...(isTrue('expand') && lastChange(commit, file !== undefined)) };
  });
  sendJson(call, await Promise.all(told), { headers });
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function tellFile(file: HubFile) {
  return {
    type: 'file',
    oid: file.oid,
    size: file.sizeBytes,
    ...(file.isLfs && { lfs: { oid: file.sha256, size: file.sizeBytes, pointerSize: pointerSize(file) } }),
    ...(file.xetHash && { xetHash: file.xetHash }),
    path: file.path,
  };
}

function lastChange(commit: Commit, isFile: boolean) {
  return {
    lastCommit: { id: commit.sha, title: commit.title, date: commit.date },
    ...(isFile && {
      securityFileStatus: {
        status: 'safe',
        avScan: { status: 'safe', message: 'No security issues detected' },
        pickleImportScan: { status: 'safe', pickleImports: [] },
      },
    }),
  };
}

/** As JSON from JavaScript, as a form from Python. Paths that are not there are left out. */
async function answerPathsInfo(call: Call, repository: Repository, commit: Commit): Promise<void> {
  const body = await readBody(call.request);
  const isJson = call.request.headers['content-type']?.includes('json');
  const form = new URLSearchParams(body);
  const { paths, expand } = isJson ? parseJson(body) : { paths: form.getAll('paths'), expand: /^true$/i.test(form.get('expand') ?? '') };
  const folders = new Set([...commit.files.keys()].flatMap(foldersOf));
  const told = paths.map(async (path) => {
    const file = commit.files.get(path);
    if (file) return { ...tellFile(await seenFile(call, repository, file)), ...(expand && lastChange(commit, true)) };
    return folders.has(path) ? { type: 'directory', oid: hex('sha1', path), size: 0, path } : undefined;
  });
  sendJson(
    call,
    (await Promise.all(told)).filter((entry) => entry !== undefined),
  );
}

function parseJson(body: string): { paths: string[]; expand: boolean } {
  try {
    const { paths, expand } = JSON.parse(body) as { paths?: string | string[]; expand?: boolean };
    return { paths: [paths ?? []].flat(), expand: expand === true };
  } catch {
    throw new HubError(400, 'Bad request');
  }
}

function answerRefs(call: Call, repository: Repository): void {
  const targetCommit = repository.commits[0]?.sha;
  sendJson(call, { tags: [], converts: [], branches: [{ name: 'main', ref: 'refs/heads/main', targetCommit }] });
}

function answerCommits(call: Call, repository: Repository): void {
  const { page, headers } = takePage(call, repository.commits, { most: 1000, normal: 50 });
  const told = page.map(({ sha, title, date }) => ({
    id: sha,
    title,
    message: '',
    authors: [{ user: repository.id.split('/')[0] }],
    date,
  }));
  sendJson(call, told, { headers: { ...headers, 'x-total-count': String(repository.commits.length) } });
}
