/** Whether the network is there: the hub itself, then the host that holds the files, with a short measurement of speed. */
import { AppError } from '../../../shared/errors.ts';
import type { ConnectionCheck } from '../../../shared/hub.ts';
import type { Http } from '../../lib/http.ts';
import { isWebPage } from '../../lib/http-answers.ts';
import type { HubClient } from './hub-client.ts';
import { portalFailure } from './hub-failure.ts';
import type { ModelSource, ResolvedFile } from './model-source.ts';

interface CheckOptions {
  http: Http;
  client: HubClient;
  source: ModelSource;
  signal?: AbortSignal | undefined;
}

const limits = { sampleBytes: 8e6, sampleMs: 4000, answerMs: 20_000 };

/** Never throws but for an abort: what is wrong is the answer. */
export async function checkConnection({ http, client, source, signal }: CheckOptions): Promise<ConnectionCheck> {
  const checkedAt = Date.now();
  let where: 'endpoint' | 'data-host' = 'endpoint';
  let { host } = new URL(client.endpoint);
  try {
    const file = await findSample(client, source, signal);
    if (file === undefined) return { checkedAt };
    const data = new URL(file.url);
    if (data.origin !== new URL(client.endpoint).origin) [where, host] = ['data-host', data.host];
    return { checkedAt, bytesPerSecond: await measure(http, file, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    const isProxy = error.code === 'hub.unreachable' && error.data?.reason === 'proxy';
    const named = typeof error.data?.host === 'string' ? error.data.host : host;
    return { checkedAt, problem: { where: isProxy ? 'proxy' : where, host: isProxy ? named : host, error: error.toWire() } };
  }
}

interface Listed {
  id: string;
  gated?: unknown;
  siblings?: { rfilename: string }[];
}

/** A large file that anybody may have: of the models downloaded most, the first that has one. */
async function findSample(client: HubClient, source: ModelSource, signal: AbortSignal | undefined): Promise<ResolvedFile | undefined> {
  const url = `${client.endpoint}/api/models?filter=gguf&sort=downloads&limit=5&expand=gated&expand=siblings`;
  const listed = await client.json<Listed[]>(url, { signal, isLimitWaited: false });
  for (const { id, gated, siblings } of listed) {
    const path = siblings?.map(({ rfilename }) => rfilename).find((name) => /\.gguf$/i.test(name));
    if (path !== undefined && !gated) return source.resolve({ repository: id, revision: 'main', path }, signal);
  }
  return undefined;
}

async function measure(http: Http, file: ResolvedFile, signal: AbortSignal | undefined): Promise<number> {
  const last = Math.min(limits.sampleBytes, file.sizeBytes) - 1;
  const late = AbortSignal.timeout(limits.answerMs);
  const both = signal ? AbortSignal.any([signal, late]) : late;
  try {
    const response = await http.fetch(file.url, { headers: { ...file.headers, range: `bytes=0-${last}` }, signal: both });
    if (isWebPage(response)) throw portalFailure(file.url);
    if (!response.ok) throw failure(file.url, 'hub.failed', { status: response.status });
    const started = performance.now();
    let bytes = 0;
    for await (const piece of response.body ?? []) {
      bytes += (piece as Uint8Array).length;
      if (bytes > last || performance.now() - started > limits.sampleMs) break;
    }
    return Math.round((bytes * 1000) / Math.max(1, performance.now() - started));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError) throw error;
    if (late.aborted) throw failure(file.url, 'hub.unreachable', { reason: 'timeout' });
    throw http.describeFailure(error, file.url) ?? error;
  }
}

function failure(url: string, code: 'hub.failed' | 'hub.unreachable', data: Record<string, unknown>): AppError {
  const { host } = new URL(url);
  return new AppError(code, `${host} holds the files and does not give them`, { data: { host, ...data } });
}
