import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { searchQuerySchema } from '../../../shared/hub.ts';
import { openHub, smallRepositories, type TestHub } from './test-hub.ts';

let opened: TestHub | undefined;
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
});

async function open(options?: Parameters<typeof openHub>[0]): Promise<TestHub> {
  opened = await openHub(options);
  return opened;
}

const query = (wish: object = {}) => searchQuerySchema.parse(wish);
const gguf = 'hugging-face' as const;

async function failureOf(promise: Promise<unknown>): Promise<{ code?: string; [key: string]: unknown }> {
  const error = await promise.then(
    (value) => new Error(`no failure: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, ...error.data };
}

test('a search finds models with their facts, by words, abilities and size', async () => {
  const { hub } = await open();
  const all = await hub.search(query());
  expect(all.models.map(({ repository }) => repository)).toEqual(['acme/Tiny-1B-GGUF', 'acme/Embed-GGUF', 'acme/Gated-7B-GGUF']);
  expect(all.models[0]).toMatchObject({
    name: 'Tiny 1B',
    publisher: 'acme',
    format: 'gguf',
    parameterCount: 1.1e9,
    contextLength: 4096,
    licence: 'mit',
    goodAt: ['tools', 'reasoning'],
    isGated: false,
  });
  const names = async (wish: object) => (await hub.search(query(wish))).models.map(({ name }) => name);
  expect(await names({ text: 'embed' })).toEqual(['Embed']);
  expect(await names({ goodAt: ['embedding'] })).toEqual(['Embed']);
  expect(await names({ goodAt: ['tools'] })).toEqual(['Tiny 1B']);
  expect(await names({ parameterRange: { least: 2e9 } })).toEqual(['Gated 7B']);
  expect(await names({ parameterRange: { most: 5e8 } })).toEqual(['Embed']);
  expect(await names({ sort: 'downloads' })).toEqual(['Embed', 'Tiny 1B', 'Gated 7B']);
  expect(await names({ licence: 'mit' })).toEqual(['Tiny 1B']);
  expect(await names({ author: 'nobody' })).toEqual([]);
});

test('pages follow each other at the mirror, although its links name the original hub', async () => {
  const repositories = Array.from({ length: 7 }, (_, index) => ({
    id: `acme/m${index}-GGUF`,
    files: { 'm-Q4_K_M.gguf': `${index}` },
    downloads: 100 - index,
  }));
  const { hub, standIn } = await open({ standIn: { repositories, faults: { page: 3, linkHost: 'https://huggingface.co' } } });
  const first = await hub.search(query({ sort: 'downloads' }));
  const second = await hub.search(query({ sort: 'downloads', cursor: first.cursor }));
  const third = await hub.search(query({ sort: 'downloads', cursor: second.cursor }));
  const names = [first, second, third].map(({ models }) => models.map(({ repository }) => repository.slice(5, 7)));
  expect(names).toEqual([['m0', 'm1', 'm2'], ['m3', 'm4', 'm5'], ['m6']]);
  expect(third.cursor).toBeUndefined();
  expect(standIn.requests()).toHaveLength(3);
});

test('a list of files goes on at the mirror, too', async () => {
  const files = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`m${index}-Q4_K_M.gguf`, `${index}`]));
  const { hub } = await open({
    standIn: { repositories: [{ id: 'acme/many-GGUF', files }], faults: { page: 2, linkHost: 'https://huggingface.co' } },
  });
  expect((await hub.describe({ source: gguf, repository: 'acme/many-GGUF' })).versions).toHaveLength(5);
});

test('a model has a page with versions, a summary and its commit, and a card with whole addresses', async () => {
  const { hub, standIn } = await open();
  const page = await hub.describe({ source: gguf, repository: 'acme/Tiny-1B-GGUF' });
  expect(page).toMatchObject({
    summary: 'A very small model that answers short questions about the weather quickly.',
    baseModel: 'acme/Tiny-1B',
    webUrl: `${standIn.endpoint}/acme/Tiny-1B-GGUF`,
  });
  expect(page.revision).toMatch(/^[0-9a-f]{40}$/);
  expect(page.access).toBeUndefined();
  expect(page.versions.map(({ id }) => id).sort()).toEqual(['Q4_K_M', 'Q8_0'].sort());
  const { sha256 } = standIn.file('acme/Tiny-1B-GGUF', 'Tiny-1B-Q4_K_M.gguf');
  expect(page.versions.find(({ id }) => id === 'Q4_K_M')?.files[0]).toEqual({ path: 'Tiny-1B-Q4_K_M.gguf', sizeBytes: 4000, sha256 });
  const { markdown } = await hub.card({ source: gguf, repository: 'acme/Tiny-1B-GGUF' });
  expect(markdown).not.toContain('license: mit');
  expect(markdown).toContain(`![chart](${page.webUrl}/resolve/${page.revision}/images/chart.png)`);
  expect(markdown).toContain(`[more](${page.webUrl}/blob/${page.revision}/docs/more.md)`);
  expect((await hub.card({ source: gguf, repository: 'acme/Embed-GGUF' })).markdown).toBe('');
});

test('last results are answered, with their time, when the hub is away, also after a restart', async () => {
  const { hub, standIn, reopen } = await open();
  const before = await hub.search(query({ text: 'tiny' }));
  const page = await hub.describe({ source: gguf, repository: 'acme/Tiny-1B-GGUF' });
  await hub.card({ source: gguf, repository: 'acme/Tiny-1B-GGUF' });
  standIn.setFaults({ offline: true });
  const later = reopen();
  const kept = await later.search(query({ text: 'tiny' }));
  expect(kept).toEqual({ ...before, keptFrom: expect.any(Number) });
  expect(await later.describe({ source: gguf, repository: 'acme/Tiny-1B-GGUF' })).toEqual({ ...page, keptFrom: expect.any(Number) });
  expect((await later.card({ source: gguf, repository: 'acme/Tiny-1B-GGUF' })).markdown).toContain('# Tiny');
  expect(await failureOf(later.search(query({ text: 'other' })))).toMatchObject({ code: 'hub.unreachable', reason: 'reset' });
});

test('a limit is told at once in a search, and waited for elsewhere', async () => {
  const { hub, standIn } = await open();
  standIn.setFaults({ hub429: true, retryAfter: 7 });
  const failure = await failureOf(hub.search(query()));
  expect(failure).toMatchObject({ code: 'hub.rate-limited', host: new URL(standIn.endpoint).host });
  expect(Number(failure.retryAt) - Date.now()).toBeGreaterThan(4000);
  expect(standIn.requests()).toHaveLength(1);
  standIn.setFaults({ hub429: 1, retryAfter: 0.1 });
  expect((await hub.describe({ source: gguf, repository: 'acme/Tiny-1B-GGUF' })).name).toBe('Tiny 1B');
  standIn.setFaults({ hubFail: 1 });
  expect((await hub.search(query())).models).toHaveLength(3);
});

test('a sign-in page of the network is called by its name', async () => {
  const { hub, standIn } = await open();
  standIn.setFaults({ hubPortal: true });
  const host = new URL(standIn.endpoint).host;
  expect(await failureOf(hub.search(query()))).toEqual({ code: 'hub.portal', host });
  const file = { repository: 'acme/Tiny-1B-GGUF', revision: 'main', path: 'Tiny-1B-Q4_K_M.gguf' };
  expect(await failureOf(hub.source({ source: gguf }).resolve(file))).toEqual({ code: 'hub.portal', host });
});

test('equal searches at one time are one request, and one who leaves does not end it for the others', async () => {
  const { hub, standIn } = await open({ standIn: { repositories: smallRepositories, faults: { hubDelay: 100 } } });
  const leaving = new AbortController();
  const left = hub.search(query(), leaving.signal).catch((error: unknown) => error);
  const staying = hub.search(query());
  leaving.abort(new Error('left'));
  expect(await left).toMatchObject({ message: 'left' });
  expect((await staying).models).toHaveLength(3);
  expect(standIn.requests()).toHaveLength(1);
});

test('the endpoint comes from the command line, else from the settings, else from HF_ENDPOINT, else it is Hugging Face', async () => {
  const { hub, standIn, settings, reopen } = await open();
  const state = async (service = hub) => {
    for await (const value of service.watch(AbortSignal.timeout(5000))) return [value.endpoint, value.endpointFrom, value.isTokenSent];
    return undefined;
  };
  expect(await state()).toEqual([standIn.endpoint, 'environment', false]);
  settings.update({ endpoint: 'mirror' });
  expect(await state()).toEqual(['https://hf-mirror.com', 'settings', false]);
  settings.update({ endpoint: 'own', ownEndpoint: 'hub.example/hf/' });
  expect(await state()).toEqual(['https://hub.example/hf', 'settings', false]);
  settings.update({ tokenOrigins: ['https://hub.example'] });
  expect(await state()).toEqual(['https://hub.example/hf', 'settings', true]);
  expect(await state(reopen({}, 'http://told.example/'))).toEqual(['http://told.example', 'command-line', false]);
  settings.update({ endpoint: 'automatic' });
  expect(await state(reopen({ HF_ENDPOINT: '' }))).toEqual(['https://huggingface.co', 'default', true]);
});

test('a token is kept after the hub knew it, only its owner can read it, and it can be taken back', async () => {
  const { hub, standIn, settings, home, reopen } = await open();
  settings.update({ tokenOrigins: [standIn.endpoint] });
  expect(await failureOf(hub.setToken({ token: 'my password' }))).toEqual({ code: 'hub.token-invalid' });
  expect(await failureOf(hub.setToken({ token: 'hf_unknown' }))).toMatchObject({ code: 'hub.token-refused' });
  expect(readdirSync(home)).not.toContain('hub-token');
  expect(await hub.setToken({ token: ' hf_good ' })).toEqual({ name: 'maria' });
  const file = join(home, 'hub-token');
  expect(readFileSync(file, 'utf8')).toBe('hf_good');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = async (service = reopen()) => {
    for await (const { token } of service.watch(AbortSignal.timeout(5000))) return token;
    return undefined;
  };
  expect(await token()).toEqual({ from: 'kept', hint: '…', keptIn: 'file', path: file });
  await hub.removeToken();
  expect(readdirSync(home)).not.toContain('hub-token');
  expect(await token(reopen({ HF_TOKEN: 'hf_abcdefghijk' }))).toMatchObject({ from: 'environment', hint: 'hf_…ijk' });
});

test('with a keychain the token lies on the disk only locked', async () => {
  const cipher = {
    encrypt: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x55) as Buffer,
    decrypt: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x55)).toString(),
  };
  const { hub, standIn, settings, home, reopen } = await open({ platform: { cipher } });
  settings.update({ tokenOrigins: [standIn.endpoint] });
  await hub.setToken({ token: 'hf_good' });
  for (const name of readdirSync(home))
    if (name.startsWith('hub-')) expect(readFileSync(join(home, name), 'utf8')).not.toContain('hf_good');
  standIn.clearRequests();
  await reopen().search(query());
  expect(standIn.requests()[0]?.authorization).toBe('Bearer hf_good');
});

test('a connection is checked up to the host that holds the files, and the one that fails is named', async () => {
  const { hub, standIn } = await open();
  const fine = await hub.checkConnection();
  expect(fine.problem).toBeUndefined();
  expect(fine.bytesPerSecond).toBeGreaterThan(0);
  standIn.setFaults({ fail503: true });
  expect((await hub.checkConnection()).problem).toMatchObject({ where: 'data-host', host: new URL(standIn.dataOrigin).host });
  standIn.setFaults({ hubPortal: true });
  expect((await hub.checkConnection()).problem).toMatchObject({ where: 'endpoint', error: { code: 'hub.portal' } });
});

test('a model of the library is compared with its source, and the answer is kept', async () => {
  const recorded: string[] = [];
  let expectedSha256 = '';
  const { hub, standIn } = await open({
    models: {
      originOf: () => ({
        source: 'hugging-face',
        repository: 'acme/Tiny-1B-GGUF',
        revision: undefined,
        files: [{ path: '/x/Tiny-1B-Q4_K_M.gguf', fileName: 'Tiny-1B-Q4_K_M.gguf', expectedSha256, sizeBytes: 4000 }],
      }),
      recordUpstream: (_, state) => void recorded.push(state),
    },
  });
  expectedSha256 = standIn.file('acme/Tiny-1B-GGUF', 'Tiny-1B-Q4_K_M.gguf').sha256;
  expect(await hub.checkUpstream({ modelId: 'tiny' })).toEqual({ state: 'same' });
  await standIn.commit('acme/Tiny-1B-GGUF', { 'Tiny-1B-Q4_K_M.gguf': 'other weights' });
  expect(await hub.checkUpstream({ modelId: 'tiny' })).toEqual({ state: 'newer' });
  await standIn.commit('acme/Tiny-1B-GGUF', { 'Tiny-1B-Q4_K_M.gguf': undefined });
  expect(await hub.checkUpstream({ modelId: 'tiny' })).toEqual({ state: 'gone' });
  expect(recorded).toEqual(['same', 'newer', 'gone']);
});
