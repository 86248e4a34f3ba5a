/** Where a file's bytes lie: /resolve/, /raw/, /api/resolve-cache/ and the manifests that llama.cpp asks for. */
import { checkGrant, findRepository, needCommit, needFile } from './access.ts';
import { type Call, HubError, sendJson, sendText } from './call.ts';
import { generatedContent } from './content.ts';
import { blob } from './model-facts.ts';
import { decodeSegments, splitRevision } from './paths.ts';
import { type Commit, describeFile, type HubFile, hex, pointerText, type Repository } from './repositories.ts';
import { sendBytes } from './send-bytes.ts';
import { answerXetInfo, xetLinks } from './xet.ts';

const pageNotFound = () => new HubError(404, 'Sorry, we cannot find that page.');

/** /{publisher}/{name}/resolve|raw/{revision}/{path} */
export async function answerFile(call: Call): Promise<void> {
  const segments = decodeSegments(call.url.pathname);
  const at = segments.findIndex((segment, index) => index > 0 && index < 3 && (segment === 'resolve' || segment === 'raw'));
  if (at < 0) throw pageNotFound();
  const repository = findRepository(call, segments.slice(0, at).join('/'));
  const { revision, path } = splitRevision(segments.slice(at + 1));
  const commit = needCommit(repository, revision);
  const file = await seenFile(call, repository, needFile(commit, path));
  checkGrant(call, repository);
  if (segments[at] === 'raw') return answerRaw(call, file);
  return file.isLfs ? redirectToData(call, repository, commit, file) : redirectToCache(call, repository, commit, file);
}

async function answerRaw(call: Call, file: HubFile): Promise<void> {
  if (file.isLfs) return sendText(call, pointerText(file));
  await sendBytes(call, {
    content: file.content,
    etag: `"${file.oid}"`,
    subject: file.path,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}

async function redirectToData(call: Call, repository: Repository, commit: Commit, file: HubFile): Promise<void> {
  const { hub, request, response } = call;
  const subject = `${repository.id}/${file.path}`;
  const lie = hub.faults.value('lie', subject);
  const sha256 = lie ? hex('sha256', `lie ${file.sha256}`) : file.sha256;
  const links = file.xetHash ? xetLinks(call, repository, commit, file) : {};
  const headers = {
    'x-repo-commit': commit.sha,
    'x-linked-size': String(file.sizeBytes),
    'x-linked-etag': `"${sha256}"`,
    'accept-ranges': 'bytes',
    ...links,
  };
  const wantsXet = request.headers.accept?.includes('application/vnd.xet-fileinfo+json');
  if (file.xetHash && wantsXet && request.method === 'GET') return answerXetInfo(call, file, headers);
  const signed = hub.dataOrigin + hub.signed.sign(repository, file, hub.faults.value('expireSec', subject) ?? 3600);
  const elsewhere = hub.faults.value('location', subject);
  const location = elsewhere?.replaceAll('{{data}}', hub.dataOrigin).replaceAll('{{signed}}', signed) ?? signed;
  const text = `Found. Redirecting to ${location}`;
  response.writeHead(302, { ...headers, location, 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function redirectToCache({ url, request, response }: Call, repository: Repository, commit: Commit, file: HubFile): void {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const query = new URLSearchParams(url.search);
  query.set(`/${repository.id}/resolve/${commit.sha}/${file.path}`, '');
  query.set('etag', `"${file.oid}"`);
  const location = `/api/resolve-cache/models/${repository.id}/${commit.sha}/${path}?${query}`;
  const text = `Temporary Redirect. Redirecting to ${location}`;
  response.writeHead(307, {
    location,
    'x-repo-commit': commit.sha,
    'x-linked-size': String(file.sizeBytes),
    'x-linked-etag': `"${file.oid}"`,
    'accept-ranges': 'bytes',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

const types: Record<string, string> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  html: 'text/html',
};

/** /api/resolve-cache/models/{publisher}/{name}/{sha}/{path} */
export async function answerCached(call: Call): Promise<void> {
  const [publisher, name, sha = '', ...path] = decodeSegments(call.url.pathname).slice(3);
  const repository = findRepository(call, `${publisher}/${name}`);
  const commit = needCommit(repository, sha);
  const file = await seenFile(call, repository, needFile(commit, path.join('/')));
  checkGrant(call, repository);
  if (!call.url.searchParams.has('etag')) throw new HubError(400, 'The query of the redirect is missing.');
  await sendBytes(call, {
    content: file.content,
    etag: `"${file.oid}"`,
    subject: `${repository.id}/${file.path}`,
    headers: { 'content-type': types[file.path.split('.').at(-1) as string] ?? 'text/plain; charset=utf-8', 'x-repo-commit': commit.sha },
  });
}

/** /v2/{publisher}/{name}/manifests/{tag}: the file of a quantization, for llama.cpp and its kin. */
export async function answerManifest(call: Call): Promise<void> {
  const [, publisher, name, , tag = 'latest'] = decodeSegments(call.url.pathname);
  const repository = findRepository(call, `${publisher}/${name}`);
  checkGrant(call, repository);
  const files = [...(repository.commits[0] as Commit).files.values()].filter(
    ({ path }) => /\.gguf$/i.test(path) && !/mmproj|imatrix/i.test(path),
  );
  const wishes = tag.toLowerCase() === 'latest' ? ['q4_k_m', 'q8_0', ''] : [tag.toLowerCase()];
  const file = wishes.map((wish) => files.find(({ path }) => path.toLowerCase().includes(wish))).find((found) => found);
  if (!file) throw new HubError(404, 'The specified tag is not available in the repository.');
  const seen = await seenFile(call, repository, file);
  const described = { rfilename: file.path, ...blob(seen) };
  sendJson(call, {
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${seen.sha256}`, size: seen.sizeBytes }],
    ggufFile: described,
  });
}

/** The file as the faults have it: other bytes, or another SHA-256 than the bytes have. */
export async function seenFile({ hub }: Call, repository: Repository, file: HubFile): Promise<HubFile> {
  const subject = `${repository.id}/${file.path}`;
  const seed = hub.faults.value('replaceContent', subject);
  const seen =
    seed === undefined ? file : await describeFile(file.path, generatedContent({ sizeBytes: file.sizeBytes, seed }), repository.isXet);
  return hub.faults.value('lie', subject) === 'everywhere' ? { ...seen, sha256: hex('sha256', `lie ${file.sha256}`) } : seen;
}
