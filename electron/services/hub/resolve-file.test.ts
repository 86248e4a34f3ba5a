import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { Http } from '../../lib/http.ts';
import { createTestServers } from '../../lib/test-servers.ts';
import { openHub, type TestHub } from './test-hub.ts';

const servers = createTestServers();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  servers.close();
});

async function open(options?: Parameters<typeof openHub>[0]): Promise<TestHub> {
  const test = await openHub(options);
  closing.push(() => test.dispose());
  return test;
}

const tiny = { repository: 'acme/Tiny-1B-GGUF', revision: 'main', path: 'Tiny-1B-Q4_K_M.gguf' };

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof AppError ? { code: error.code, ...error.data } : error;
}

test('a file is resolved to its bytes, hash, size and commit in one request, the name encoded', async () => {
  const { hub, standIn } = await open();
  const path = 'dir#1/Tiny 100%-Q8_0.gguf';
  const source = hub.source({ source: 'hugging-face' });
  const { sha256 } = standIn.file(tiny.repository, path);
  const resolved = await source.resolve({ ...tiny, path });
  expect(resolved).toMatchObject({ sizeBytes: 4000, sha256, headers: {} });
  expect(resolved.revision).toMatch(/^[0-9a-f]{40}$/);
  expect(standIn.requests()).toHaveLength(1);
  expect(new URL(resolved.url).origin).toBe(standIn.dataOrigin);
  const http = new Http({ userAgent: 'test' });
  closing.push(() => http.dispose());
  expect(await (await http.fetch(resolved.url)).text()).toBe('b'.repeat(4000));
});

test('a small file lies at the hub itself and has no SHA-256', async () => {
  const { hub, standIn } = await open();
  const resolved = await hub.source({ source: 'hugging-face' }).resolve({ ...tiny, path: 'README.md' });
  expect(resolved.sha256).toBeUndefined();
  expect(resolved.url).toContain(`${standIn.endpoint}/api/resolve-cache/`);
  expect(resolved.sizeBytes).toBe(standIn.file(tiny.repository, 'README.md').sizeBytes);
});

test('the hub’s refusals are told apart', async () => {
  const { hub, settings, standIn, reopen } = await open();
  settings.update({ tokenOrigins: [standIn.endpoint] });
  const source = (token?: string) => reopen(token ? { HF_TOKEN: token } : {}).source({ source: 'hugging-face' });
  const gated = { ...tiny, repository: 'acme/Gated-7B-GGUF', path: 'Gated-7B-Q4_K_M.gguf' };
  const url = `${standIn.endpoint}/${gated.repository}`;
  expect(await failureOf(source().resolve(gated))).toEqual({ code: 'hub.sign-in-needed', repository: gated.repository, url });
  expect(await failureOf(source('hf_nogate').resolve(gated))).toEqual({ code: 'hub.access-needed', repository: gated.repository, url });
  expect(await source('hf_good').resolve(gated)).toMatchObject({ sizeBytes: 4000 });
  expect(await failureOf(source('hf_wrong').resolve(tiny))).toMatchObject({ code: 'hub.token-refused' });
  const hidden = { ...tiny, repository: 'acme/Hidden-GGUF' };
  expect(await failureOf(source().resolve(hidden))).toEqual({ code: 'hub.not-found', repository: hidden.repository });
  expect(await failureOf(source('hf_good').resolve(hidden))).toEqual({ code: 'hub.not-found', repository: hidden.repository });
  expect(await failureOf(source().resolve({ ...tiny, path: 'none.gguf' }))).toMatchObject({ code: 'hub.not-found', missing: 'file' });
  const gone = { ...tiny, revision: '0'.repeat(40) };
  expect(await failureOf(source().resolve(gone))).toMatchObject({ code: 'hub.not-found', missing: 'file' });
  expect(await source().checkAccess(gated.repository)).toBe('sign-in');
  expect(await source('hf_nogate').checkAccess(gated.repository)).toBe('ask');
  expect(await source('hf_good').checkAccess(gated.repository)).toBeUndefined();
  const page = await hub.describe({ source: 'hugging-face', repository: gated.repository });
  expect([page.isGated, page.access]).toEqual([true, 'sign-in']);
});

test('the token goes to origins the person named and to no other: not to a mirror, not to the data host, not over a redirect', async () => {
  const { hub, settings, standIn } = await open({ environment: { HF_TOKEN: 'hf_good' } });
  const source = hub.source({ source: 'hugging-face' });
  await source.describe(tiny.repository);
  await source.resolve(tiny);
  expect(standIn.requests().filter(({ authorization }) => authorization !== undefined)).toEqual([]);

  settings.update({ tokenOrigins: [standIn.endpoint] });
  standIn.clearRequests();
  const resolved = await source.resolve(tiny);
  expect(standIn.requests().map(({ authorization }) => authorization)).toEqual(['Bearer hf_good']);
  expect(resolved.headers).toEqual({});

  const seen: (string | undefined)[] = [];
  const other = await servers.serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
  });
  settings.update({ tokenOrigins: [standIn.endpoint, other] });
  standIn.setFaults({ moved: other });
  await failureOf(source.describe(tiny.repository));
  await failureOf(source.resolve(tiny));
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every((authorization) => authorization === undefined)).toBe(true);
});

test('a mirror that sends everybody to another host is followed, for what it tells and for files', async () => {
  const real = await open();
  const mirror = await open({ standIn: { repositories: [], faults: { moved: real.standIn.endpoint } } });
  const source = mirror.hub.source({ source: 'hugging-face' });
  expect((await source.describe(tiny.repository)).model.name).toBe('Tiny 1B');
  expect(await source.resolve(tiny)).toMatchObject({ sizeBytes: 4000, sha256: real.standIn.file(tiny.repository, tiny.path).sha256 });
});

test('ModelScope: search, page, hash from its list of files, and the bytes’ address', async () => {
  const { hub, standIn } = await open();
  const wish = { source: 'model-scope' as const, endpoint: standIn.endpoint };
  const found = await hub.search({ ...wish, text: 'tiny', sort: 'trending', format: 'gguf', goodAt: [] });
  expect(found.models).toMatchObject([{ source: 'model-scope', repository: tiny.repository, name: 'Tiny 1B', parameterCount: 1.1e9 }]);
  const page = await hub.describe({ ...wish, repository: tiny.repository });
  expect(page.versions.map(({ id }) => id).sort()).toEqual(['Q4_K_M', 'Q8_0']);
  expect(page.summary).toMatch(/^A very small model/);
  const { sha256 } = standIn.file(tiny.repository, tiny.path);
  const resolved = await hub.source(wish).resolve({ ...tiny, revision: page.revision });
  expect(resolved).toMatchObject({ sizeBytes: 4000, sha256 });
  expect(new URL(resolved.url).origin).toBe(standIn.dataOrigin);
  expect(await failureOf(hub.describe({ ...wish, repository: 'acme/none' }))).toEqual({ code: 'hub.not-found', repository: 'acme/none' });
});
