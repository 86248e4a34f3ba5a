/**
 * A hub for tests: what Hugging Face answers, on two origins of this computer with different host names, as the real one has.
 *
 *     const hub = await startHub({ repositories: standardRepositories(folder) });
 *     hub.endpoint      // http://127.0.0.1:P, the hub (and ModelScope, see model-scope.ts)
 *     hub.dataOrigin    // http://localhost:Q, the host that holds the bytes of large files
 *     hub.setFaults({ dropAfter: 5e6, dropTimes: 2 });           // faults.ts has them all
 *     hub.setFaults([{ path: 'Q8_0', fail503: 3 }, { rate: 1e7 }]);
 *     hub.clearFaults();
 *     hub.requests()    // what was asked of both: method, url, host, headers, authorization, range, status, bytesSent
 *     await hub.commit('publisher/name', { 'model.gguf': generatedContent({ sizeBytes: 1e6, seed: 2 }) });
 *     await hub.close();
 *
 * Files are text, a folder's, or made up: generatedContent (any size, honest SHA-256), paperContent (a header and zeros, invented
 * SHA-256), both in content.ts. Accounts: `hf_good` may have everything, `hf_nogate` was granted nothing. For another process:
 * `node e2e/hub-stand-in/main.ts` (there, `PUT /_ctl` sets faults). bytesSent counts what was handed to the connection, which can be a
 * few megabytes more than the other side took; to count what was fetched twice, look at the ranges that were asked.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './api.ts';
import { type Account, type Call, type Hub, HubError, type LoggedRequest, portalPage, sendError } from './call.ts';
import type { Content } from './content.ts';
import { answerControl } from './control.ts';
import { answerData } from './data-host.ts';
import { FaultBox, type Faults } from './faults.ts';
import { answerModelScope, isModelScope } from './model-scope.ts';
import { Pacer } from './pacer.ts';
import { buildRepository, commit, hex, type RepositoryInput, toContent } from './repositories.ts';
import { answerCached, answerFile, answerManifest } from './resolve.ts';
import { sendTrickle } from './send-bytes.ts';
import { SignedFiles } from './signed-files.ts';
import { answerReconstruction, answerXorb } from './xet.ts';

export type { Account, LoggedRequest } from './call.ts';
export type { Faults } from './faults.ts';
export type { RepositoryInput } from './repositories.ts';

export interface HubOptions {
  repositories?: RepositoryInput[];
  /** By token. Unset: hf_good and hf_nogate. */
  accounts?: Record<string, Account>;
  faults?: Faults | Faults[];
  /** 0 or unset: free ones. */
  port?: number;
  dataPort?: number;
}

export interface RunningHub {
  endpoint: string;
  dataOrigin: string;
  /** Oldest first. */
  requests(): LoggedRequest[];
  clearRequests(): void;
  /** These, in place of the ones before. */
  setFaults(faults: Faults | Faults[]): void;
  clearFaults(): void;
  add(repository: RepositoryInput): Promise<void>;
  /** A new commit on main; undefined removes a file. Answers its name. */
  commit(id: string, changes: Record<string, Content | string | undefined>): Promise<string>;
  /** What the hub tells of a file of main. */
  file(id: string, path: string): { sizeBytes: number; sha256: string };
  close(): Promise<void>;
}

const standardAccounts: Record<string, Account> = {
  hf_good: { name: 'maria', organizations: ['hidden-lab'] },
  hf_nogate: { name: 'tom', grants: [] },
};

export async function startHub(options: HubOptions = {}): Promise<RunningHub> {
  const faults = new FaultBox();
  if (options.faults) faults.set(options.faults);
  const hub: Hub = {
    endpoint: '',
    dataOrigin: '',
    repositories: new Map(),
    accounts: options.accounts ?? standardAccounts,
    faults,
    signed: new SignedFiles(),
    pacer: new Pacer(faults),
    requests: [],
  };
  const front = createServer((request, response) => void serve(hub, 'hub', request, response));
  const data = createServer((request, response) => void serve(hub, 'data', request, response));
  hub.endpoint = `http://127.0.0.1:${await listen(front, options.port ?? 0, '127.0.0.1')}`;
  const dataPort = await listen(data, options.dataPort ?? 0, '127.0.0.1');
  hub.dataOrigin = `http://localhost:${dataPort}`;
  // `localhost` is ::1 first on some computers and has no such address on others.
  const sixth = createServer((request, response) => void serve(hub, 'data', request, response));
  const hasSixth = await listen(sixth, dataPort, '::1').then(Boolean, () => false);

  const origins = { hub: hub.endpoint, data: hub.dataOrigin };
  const add = async (input: RepositoryInput) => void hub.repositories.set(input.id, await buildRepository(input, origins));
  for (const input of options.repositories ?? []) await add(input);
  const need = (id: string) => {
    const repository = hub.repositories.get(id);
    if (!repository) throw new Error(`The stand-in has no ${id}.`);
    return repository;
  };
  return {
    endpoint: hub.endpoint,
    dataOrigin: hub.dataOrigin,
    requests: () => [...hub.requests],
    clearRequests: () => void hub.requests.splice(0),
    setFaults: (given) => faults.set(given),
    clearFaults: () => faults.clear(),
    add,
    async commit(id, changes) {
      const contents = Object.entries(changes).map(
        ([path, given]) => [path, given === undefined ? undefined : toContent(given, origins)] as [string, Content | undefined],
      );
      return (await commit(need(id), { title: 'Upload files', changes: contents })).sha;
    },
    file(id, path) {
      const file = need(id).commits[0]?.files.get(path);
      if (!file) throw new Error(`The stand-in has no ${id}/${path}.`);
      return { sizeBytes: file.sizeBytes, sha256: file.sha256 };
    },
    close: async () => void (await Promise.all([front, data, ...(hasSixth ? [sixth] : [])].map(stop))),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(hub: Hub, server: 'hub' | 'data', request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`${server === 'hub' ? hub.endpoint : hub.dataOrigin}${request.url}`);
  const log: LoggedRequest = {
    at: Date.now(),
    server,
    method: request.method ?? '',
    url: request.url ?? '',
    host: request.headers.host ?? '',
    headers: request.headers,
    authorization: request.headers.authorization,
    range: request.headers.range,
    status: 0,
    bytesSent: 0,
    isDone: false,
  };
  const call: Call = { hub, request, response, url, log };
  if (url.pathname === '/_ctl') return answerControl(call);
  hub.requests.push(log);
  response.on('close', () => {
    log.status = response.headersSent ? response.statusCode : 0;
    log.isDone = response.writableFinished;
  });
  try {
    if (server === 'data') await (dataRoute(url) ?? answerData)(call);
    else await answerHub(call);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    if (error instanceof HubError) return sendError(call, error);
    // A bug of the stand-in: a test that meets it shall show it.
    console.error(error);
    sendError(call, new HubError(500, String(error)));
  }
}

/** Xet's store lies at the data host as well. */
function dataRoute({ pathname }: URL): ((call: Call) => Promise<void>) | undefined {
  if (/^\/v[12]\/reconstructions\//.test(pathname)) return answerReconstruction;
  return pathname.startsWith('/xorb/') ? answerXorb : undefined;
}

async function answerHub(call: Call): Promise<void> {
  const { hub, url, request, response } = call;
  const subject = decodeSafely(url.pathname + url.search);
  const { faults } = hub;
  if (faults.strikes('offline', subject)) return void request.socket.destroy();
  if (faults.strikes('hubSilent', subject)) return;
  if (faults.strikes('hubTrickle', subject)) return sendTrickle(call, { 'content-type': 'application/json; charset=utf-8' });
  const delay = faults.value('hubDelay', subject);
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
  if (faults.strikes('hubPortal', subject)) return void response.writeHead(200, { 'content-type': 'text/html' }).end(portalPage);
  const moved = faults.value('moved', subject);
  if (moved) return void response.writeHead(308, { location: moved + request.url, 'content-length': 0 }).end();

  const seconds = faults.value('retryAfter', subject) ?? 2;
  const kind = url.pathname.startsWith('/api/') ? 'api' : 'resolvers';
  response.setHeader('x-request-id', `Root=1-${hex('md5', `${hub.requests.length}`).slice(0, 24)}`);
  response.setHeader('ratelimit-policy', `"fixed window";"${kind}";q=500;w=300`);
  if (faults.strikes('hub429', subject)) {
    response.setHeader('ratelimit', `"${kind}";r=0;t=${seconds}`);
    throw new HubError(429, 'We had to rate limit your IP. To continue using our service, create a HF account or login.', {
      headers: { 'retry-after': String(seconds) },
    });
  }
  response.setHeader('ratelimit', `"${kind}";r=499;t=211`);
  if (faults.strikes('hubFail', subject)) throw new HubError(503, 'Service Unavailable', { headers: { 'retry-after': String(seconds) } });

  if (isModelScope(url)) return answerModelScope(call);
  if (url.pathname.startsWith('/api/resolve-cache/models/')) return answerCached(call);
  if (url.pathname.startsWith('/api/')) return answerApi(call);
  if (/^\/v2\/[^/]+\/[^/]+\/manifests\//.test(url.pathname)) return answerManifest(call);
  return answerFile(call);
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
