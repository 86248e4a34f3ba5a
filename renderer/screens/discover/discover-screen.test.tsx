import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SearchQuery } from '../../../shared/hub.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { DiscoverScreen } = await import('./discover-screen.tsx');
const { closeModel } = await import('../../stores/hub-page.ts');
const { changeWish } = await import('../../stores/hub-search.ts');
const { useUi } = await import('../../stores/ui.ts');

const GB = 1e9;
const found = (name: string, change: object = {}) => ({
  source: 'hugging-face',
  repository: `Qwen/${name.replaceAll(' ', '-')}-GGUF`,
  publisher: 'Qwen',
  name,
  format: 'gguf',
  parameterCount: 8.2 * GB,
  downloads: 4_100_000,
  goodAt: ['tools'],
  isGated: false,
  ...change,
});
const version = (id: string, sizeBytes: number, group: string) => ({
  id,
  quantization: id,
  files: [{ path: `Qwen3-8B-${id}.gguf`, sizeBytes }],
  sizeBytes,
  group,
  quality: 'close',
  isComplete: true,
});
const qwen = {
  ...found('Qwen3 8B'),
  revision: 'abc',
  versions: [version('Q4_K_M', 5 * GB, 'balanced'), version('F32', 32.8 * GB, 'best')],
  projectors: [],
  webUrl: 'https://huggingface.co/Qwen/Qwen3-8B-GGUF',
};
const estimate = (totalBytes: number, fit: string) => ({
  settings: { contextLength: 8192 },
  totalBytes,
  fit,
  memory: { totalBytes: 16 * GB, usedBytes: 6 * GB, modelBytes: totalBytes - GB, contextBytes: GB },
});

const answer = (name: string, give: unknown) => {
  page.answers[name] = give;
};
const searches = () => page.calls.filter(({ name }) => name === 'hub.search').map(({ input }) => input as SearchQuery);
const rows = () => [...document.querySelectorAll('[role="option"] .m')].map((name) => name.textContent);
const field = () => page.find('input', 'Search models');
const search = async (text: string) => {
  const before = searches().length;
  await page.type(field(), text);
  await page.until(() => searches().length > before);
};

beforeEach(async () => {
  // The list draws what is in sight, and happy-dom has no heights.
  for (const side of ['clientHeight', 'clientWidth'])
    Object.defineProperty(HTMLElement.prototype, side, { configurable: true, value: 700 });
  closeModel();
  changeWish({
    source: 'hugging-face',
    text: '',
    sort: undefined,
    author: '',
    licence: undefined,
    goodAt: [],
    size: undefined,
    format: 'gguf',
    fitsMost: undefined,
  });
  page.tellLibrary([]);
  page.tell('downloads.watch', { downloads: [], bytesPerSecond: 0, leftBytes: 0 });
  answer('hub.curated', () => [{ ...found('Gemma 3 4B', { publisher: 'Google' }), section: 'everyday', sizeBytes: 3 * GB }]);
  answer('hub.recommend', () => []);
  answer('hub.search', () => ({ models: [found('Qwen3 8B'), found('Qwen3 32B')], total: 2 }));
  answer('hub.describe', () => qwen);
  answer('hub.card', () => ({
    markdown: '# Qwen3\n\nQwen3 is the latest generation of large language models in the Qwen series, and more.\n\n## Use\n\nHow.',
  }));
  answer('hub.fits', async function* () {
    yield [{ versionId: 'Q4_K_M' }, { versionId: 'F32' }];
    yield [
      { versionId: 'Q4_K_M', estimate: { ...estimate(6 * GB, 'memory'), speed: { tokensPerSecond: 12, basis: 'measured' } } },
      { versionId: 'F32', estimate: estimate(20.1 * GB, 'too-large') },
    ];
  });
  await page.show(<DiscoverScreen />);
});
afterEach(page.clear);

test('begins with what Alcove recommends, and asks no hub for it', async () => {
  await page.until(() => rows().length > 0);
  expect(page.text()).toContain('For every day');
  expect(rows()).toEqual(['Gemma 3 4B']);
  expect(searches()).toEqual([]);
});

test('typing sends one request, after the pause', async () => {
  for (const text of ['q', 'qw', 'qwe', 'qwen']) await page.type(field(), text);
  await page.until(() => rows().length === 2);
  expect(searches().map(({ text }) => text)).toEqual(['qwen']);
  expect(page.text()).toContain('2 on Hugging Face');
});

test('an answer that comes too late does not replace a newer one', async () => {
  let giveOld = (_: unknown) => {};
  answer(
    'hub.search',
    () =>
      new Promise((resolve) => {
        giveOld = resolve;
      }),
  );
  await search('old');
  answer('hub.search', () => ({ models: [found('New')] }));
  await search('new');
  giveOld({ models: [found('Old')] });
  await page.until(() => rows().length > 0);
  expect(rows()).toEqual(['New']);
});

test('the next page comes by its cursor, and a model that moved between pages stands once', async () => {
  answer('hub.search', ({ cursor }: SearchQuery) =>
    cursor ? { models: [found('Qwen3 8B'), found('Qwen3 14B')] } : { models: [found('Qwen3 8B')], cursor: 'next' },
  );
  await search('qwen');
  await page.until(() => rows().length === 2);
  expect(rows()).toEqual(['Qwen3 8B', 'Qwen3 14B']);
  expect(searches().map(({ cursor }) => cursor)).toEqual([undefined, 'next']);
});

test('a moment that this clock has passed already is no reason to ask without a pause', async () => {
  answer('hub.search', () => {
    throw page.failure('hub.rate-limited', { host: 'huggingface.co', retryAt: Date.now() - 60_000 });
  });
  await search('qwen');
  await page.until(() => page.text().includes('Goes on by itself'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(searches().length).toBeLessThan(3);
});

test('a hub that asks to wait is asked again by itself when it said, and not before whatever is typed', async () => {
  let retryAt: number | undefined;
  answer('hub.search', () => {
    // Counted from the first question, however late that comes, and long enough to type meanwhile.
    retryAt ??= Date.now() + 2500;
    if (Date.now() < retryAt) throw page.failure('hub.rate-limited', { host: 'huggingface.co', retryAt });
    return { models: [found('Qwen3 8B')] };
  });
  await search('qwen');
  await page.until(() => /Goes on by itself in \d\u00a0s/.test(page.text()));
  await page.type(field(), 'qwen3');
  await page.until(() => rows().length === 1);
  expect(searches().map(({ text }) => text)).toEqual(['qwen', 'qwen3']);
});

test('without a connection the last results stand there with their date, and can be asked for again', async () => {
  answer('hub.search', () => ({ models: [found('Qwen3 8B')], keptFrom: Date.UTC(2020, 4, 21, 12) }));
  await search('qwen');
  await page.until(() => page.text().includes('from 21 May 2020'));
  answer('hub.search', () => ({ models: [found('Qwen3 8B'), found('Qwen3 14B')] }));
  await page.click(page.find('button', 'Try again'));
  await page.until(() => rows().length === 2);
  expect(page.text()).not.toContain('No connection');
});

test('where nothing is found, the nearest known name is offered', async () => {
  answer('hub.search', () => ({ models: [] }));
  await search('gema');
  await page.until(() => page.text().includes('Did you mean'));
  await page.click(page.find('button', 'Did you mean Gemma'));
  await page.until(() => searches().length === 2);
  expect(searches()[1]?.text).toBe('Gemma 3 4B');
});

test('another source shows its own models at once, not the suggestions, which lie on Hugging Face', async () => {
  await page.until(() => rows().includes('Gemma 3 4B'));
  await act(() => changeWish({ source: 'model-scope' }));
  await page.until(() => rows().length === 2);
  expect(searches()).toEqual([expect.objectContaining({ source: 'model-scope', text: '', sort: 'trending' })]);
  expect(rows()).not.toContain('Gemma 3 4B');
});

test('where nothing is found, there is a way on: other words, fewer filters, the address itself', async () => {
  answer('hub.search', () => ({ models: [] }));
  await act(() => changeWish({ licence: 'mit' }));
  await page.until(() => page.text().includes('With fewer filters'));
  await search('acme/unheard-of');
  await page.until(() => page.text().includes('Check the spelling'));
  await page.click(page.find('button', 'Open acme/unheard-of'));
  await page.until(() => page.calls.some(({ name }) => name === 'hub.describe'));
  expect(page.calls.find(({ name }) => name === 'hub.describe')?.input).toEqual({ source: 'hugging-face', repository: 'acme/unheard-of' });
  expect(page.text()).not.toContain('Open acme/unheard-of');
  await page.click(page.find('button', 'Clear filters'));
  await page.until(() => searches().length === 3);
  expect(searches()[2]).toMatchObject({ text: 'acme/unheard-of' });
  expect(searches()[2]?.licence).toBeUndefined();
});

test('arrows and Enter open a model; its recommended version is the one filled button, what is too large says why', async () => {
  await search('qwen');
  await page.until(() => rows().length === 2);
  await page.press(field(), 'ArrowDown');
  const list = page.find('listbox', 'Models found');
  await page.press(list, 'ArrowDown');
  await page.press(list, 'ArrowUp');
  await page.press(list, 'Enter');
  await page.until(() => page.text().includes('Too large by 4.6\u00a0GB'));
  expect([...document.querySelectorAll('.btn.primary')].map((button) => button.getAttribute('aria-label'))).toEqual([
    'Download Qwen3 8B Q4_K_M, 5.0\u00a0GB',
  ]);
  expect(page.find('button', 'Download Qwen3 8B F32').getAttribute('aria-disabled')).toBe('true');
  expect(page.find('tr', 'Q4_K_M').textContent).toContain('Measured on this computer');
});

test('the button downloads, shows how far it is, and at last leads to a conversation', async () => {
  answer('downloads.add', () => ({ id: '1' }));
  await search('Qwen/Qwen3-8B-GGUF');
  await page.press(field(), 'Enter');
  await page.until(() => page.text().includes('Q4_K_M'));
  await page.click(page.find('button', 'Download Qwen3 8B Q4_K_M'));
  expect(page.calls.at(-1)).toEqual({
    name: 'downloads.add',
    input: { source: 'hugging-face', repository: 'Qwen/Qwen3-8B-GGUF', versionId: 'Q4_K_M' },
  });
  const download = {
    id: '1',
    source: 'hugging-face',
    repository: 'Qwen/Qwen3-8B-GGUF',
    versionId: 'Q4_K_M',
    sizeBytes: 5 * GB,
    doneBytes: 3.1 * GB,
  };
  page.tell('downloads.watch', {
    downloads: [{ ...download, state: { type: 'running', bytesPerSecond: 1 } }],
    bytesPerSecond: 1,
    leftBytes: 1,
  });
  await page.click(page.find('button', 'Qwen3 8B Q4_K_M: 62\u00a0%'));
  expect(useUi.getState().isDownloadsOpen).toBe(true);
  page.tell('downloads.watch', {
    downloads: [{ ...download, state: { type: 'done', isVerified: true } }],
    bytesPerSecond: 0,
    leftBytes: 0,
  });
  const origin = { source: 'hugging-face', repository: 'Qwen/Qwen3-8B-GGUF', webUrl: '' } as const;
  page.tellLibrary([page.makeModel('qwen3-8b', { files: [{ path: 'C:\\m\\Qwen3-8B-Q4_K_M.gguf', sizeBytes: 5 * GB }], origin })]);
  await page.click(page.find('button', 'Chat'));
  expect(useUi.getState().screen).toBe('chat');
});

test('a gated model says why and where its licence is, and can be downloaded all the same', async () => {
  answer('hub.describe', () => ({ ...qwen, access: 'sign-in' }));
  await act(async () => useUi.setState({ wantedSearch: 'https://huggingface.co/meta/Gated' }));
  await page.until(() => page.text().includes('Qwen asks for a licence first'));
  expect(page.find('a', 'Open the licence').getAttribute('href')).toBe(qwen.webUrl);
  expect(page.find('button', 'Download Qwen3 8B Q4_K_M').getAttribute('aria-disabled')).toBeNull();
  await page.click(page.find('button', 'Set the access token'));
  expect(useUi.getState()).toMatchObject({ screen: 'settings', wantedSection: 'network' });
});

test('pictures of a card are fetched from the own address, and only when they are wanted', async () => {
  answer('hub.card', () => ({ markdown: '![Chart](https://example.org/a b.png)\n\n![Chart](https://example.org/a.png)' }));
  await act(async () => useUi.setState({ wantedSearch: 'hf.co/Qwen/Pictures' }));
  await page.until(() => page.text().includes('Show pictures'));
  expect(document.querySelector('img')).toBeNull();
  await page.click(page.find('button', 'Show pictures'));
  expect(document.querySelector('img')?.getAttribute('src')).toBe('/card-picture?url=https%3A%2F%2Fexample.org%2Fa.png');
});
