/** Where a file's bytes lie, from what /resolve/ answers: the redirect itself says size, hash and commit. */
import { AppError } from '../../../shared/errors.ts';
import type { HttpResponse } from '../../lib/http.ts';
import { isWebPage, redirectTarget } from '../../lib/http-answers.ts';
import type { HubClient } from './hub-client.ts';
import { describeRefusal, portalFailure } from './hub-failure.ts';
import type { FileRef, ResolvedFile } from './model-source.ts';

const mostHops = 6;

/** Told by any answer on the way; the first that tells counts. */
interface Told {
  sha256: string | undefined;
  sizeBytes: number | undefined;
  revision: string | undefined;
}

interface ResolveOptions {
  signal?: AbortSignal | undefined;
  /** Before the repository in the address. */
  root?: string;
  /** What is known from elsewhere, where the answers do not say. */
  told?: Told;
}

/** The token goes with it only as far as the client's own origin. Throws hub.*. */
export async function resolveFile(client: HubClient, file: FileRef, options: ResolveOptions = {}): Promise<ResolvedFile> {
  const { signal, root = '' } = options;
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const first = `${client.endpoint}/${root}${file.repository}/resolve/${encodeURIComponent(file.revision)}/${path}`;
  const told: Told = { sha256: undefined, sizeBytes: undefined, revision: undefined, ...options.told };
  let url = first;
  for (let hop = 0; hop < mostHops; hop += 1) {
    const { response, isTokenSent } = await ask(client, url, first, signal);
    await response.body?.cancel();
    listen(told, response);
    const next = nextUrl(client, response, url, told);
    if (next === undefined) return finish({ client, response, url, first, told, file, isTokenSent });
    url = next;
    const { sha256, sizeBytes } = told;
    // The address of the bytes is known, and asking it would spend one of its answers for nothing.
    if (sha256 !== undefined && sizeBytes !== undefined && !isSameOrigin(url, first))
      return { url, headers: {}, ...known(told, file), sha256, sizeBytes };
  }
  throw new AppError('hub.failed', 'Redirected without an end', { data: { host: new URL(first).host, status: 310 } });
}

async function ask(client: HubClient, url: string, first: string, signal: AbortSignal | undefined) {
  const init = { method: 'HEAD', headers: { 'accept-encoding': 'identity' }, ...(signal && { signal }) };
  const isHome = isSameOrigin(url, first);
  return isHome ? client.ask(url, init) : client.askWithoutToken(url, init);
}

/** A mirror's redirect to the original hub's files leads back to the mirror, unless it sends everybody there (308 and the like). */
function nextUrl(client: HubClient, response: HttpResponse, url: string, told: Told): string | undefined {
  const next = redirectTarget(response, url);
  if (next === undefined || !client.isOriginalHub(next)) return next;
  const here = client.atEndpoint(next);
  return told.sizeBytes === undefined || here === url ? next : here;
}

function listen(told: Told, { headers, status }: HttpResponse): void {
  const etag = clean(headers.get('x-linked-etag'));
  if (etag !== undefined && /^[0-9a-f]{64}$/.test(etag)) told.sha256 ??= etag;
  const size = headers.get('x-linked-size') ?? (status === 200 ? headers.get('content-length') : null);
  if (size !== null && /^\d+$/.test(size)) told.sizeBytes ??= Number(size);
  told.revision ??= headers.get('x-repo-commit') ?? undefined;
}

interface Last {
  client: HubClient;
  response: HttpResponse;
  url: string;
  first: string;
  told: Told;
  file: FileRef;
  isTokenSent: boolean;
}

function finish({ client, response, url, first, told, file, isTokenSent }: Last): ResolvedFile {
  if (!response.ok) {
    throw describeRefusal(response, { url, repository: file.repository, webUrl: client.webUrl(file.repository), isTokenSent });
  }
  if (isWebPage(response) && !/\.html?$/i.test(file.path)) throw portalFailure(first);
  if (told.sizeBytes === undefined) {
    throw new AppError('hub.failed', 'The size of the file is not told', { data: { host: new URL(url).host, status: response.status } });
  }
  const headers: Record<string, string> = isSameOrigin(url, first) ? client.authorization(url) : {};
  return { url, headers, ...known(told, file), sha256: told.sha256, sizeBytes: told.sizeBytes };
}

function known({ revision }: Told, file: FileRef): { revision: string } {
  return { revision: revision ?? file.revision };
}

function clean(etag: string | null): string | undefined {
  return etag?.replace(/^W\//, '').replaceAll('"', '').toLowerCase();
}

function isSameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}
