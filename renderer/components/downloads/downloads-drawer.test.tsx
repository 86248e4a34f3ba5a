import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Download, DownloadState } from '../../../shared/downloads.ts';
import { createTestDownload } from '../../../shared/test-download.ts';

vi.mock('../../rpc.ts', () => import('../test-page.tsx'));

const page = await import('../test-page.tsx');
const { DownloadsDrawer } = await import('./downloads-drawer.tsx');
const { retryOnReturn } = await import('./actions.ts');
const { announceDownloads } = await import('./download-toasts.ts');
const { useConnectionCheck } = await import('../../stores/connection-check.ts');
const { useToasts } = await import('../../stores/toasts.ts');
const { useUi } = await import('../../stores/ui.ts');

const GB = 1e9;
let ending: AbortController;

function makeDownload(name: string, state: DownloadState, change: Partial<Download> = {}): Download {
  return createTestDownload({
    id: name,
    repository: `acme/${name}-GGUF`,
    name,
    files: [{ path: `${name}.gguf`, sizeBytes: 4 * GB, doneBytes: 1 * GB }],
    sizeBytes: 4 * GB,
    doneBytes: 1 * GB,
    state,
    ...change,
  });
}

const tell = (downloads: Download[], change = {}) =>
  page.tell('downloads.watch', { downloads, bytesPerSecond: 0, leftBytes: 0, ...change });
const row = (name: string) => page.find('li', name);
const namesInOrder = () => [...document.querySelectorAll('.dl .m.cut')].map((name) => name.firstChild?.textContent);
const calls = () => page.calls.filter(({ name }) => name.startsWith('downloads.'));

beforeEach(async () => {
  ending = new AbortController();
  announceDownloads(ending.signal);
  useToasts.setState({ items: [] });
  useConnectionCheck.setState({ check: undefined, isChecking: false });
  page.tell('settings.watch', { downloadLimitBytesPerSecond: 0, loadSettings: {}, conversationStart: 'load-last' });
  page.tell('engine.watch', { models: [] });
  page.tellLibrary([page.makeModel('tiny', { name: 'Tiny' })]);
  tell([]);
  await page.show(
    <>
      <button type="button">Opener</button>
      <DownloadsDrawer />
    </>,
  );
  document.querySelector('button')?.focus();
  await act(async () => useUi.setState({ isDownloadsOpen: true }));
});
afterEach(async () => {
  ending.abort();
  await act(async () => useUi.setState({ isDownloadsOpen: false }));
  await page.clear();
});

test('every state says how far it is, and only running, queued and waiting ones can be paused', () => {
  tell(
    [
      makeDownload('Runs', { type: 'running', bytesPerSecond: 14.8e6, secondsLeft: 115 }, { doneBytes: 2.6 * GB, sizeBytes: 4.3 * GB }),
      makeDownload('Waits', { type: 'waiting', error: { code: 'hub.unreachable', data: { host: 'a.test', reason: 'offline' } } }),
      makeDownload('Checks', { type: 'checking', checkedBytes: 2 * GB }, { doneBytes: 4 * GB }),
      makeDownload('Pauses', { type: 'paused' }, { doneBytes: 3 * GB }),
    ],
    { bytesPerSecond: 24.6e6, leftBytes: 8.4 * GB, secondsLeft: 342 },
  );
  expect(row('Runs').textContent).toContain('2.6 of 4.3\u00a0GB · 14.8\u00a0MB/s · 1\u00a0min\u00a055\u00a0s left');
  expect(row('Waits').textContent).toContain('This computer is offline. Goes on by itself. The 1.0\u00a0GB so far are kept.');
  expect(row('Checks').textContent).toContain('Checking 4.0\u00a0GB');
  expect(row('Pauses').textContent).toContain('Paused at 3.0 of 4.0\u00a0GB, nothing is lost');
  expect(page.text()).toContain('24.6\u00a0MB/s · 8.4\u00a0GB left, about 6\u00a0min');
  const pausable = ['Runs', 'Waits', 'Checks', 'Pauses'].filter((name) => row(name).querySelector('[aria-label^="Pause:"]'));
  expect(pausable).toEqual(['Runs', 'Waits']);
});

test('the time left goes when the host no longer knows it', () => {
  const running = makeDownload('Runs', { type: 'running', bytesPerSecond: 1e6 });
  tell([running], { bytesPerSecond: 1e6, leftBytes: 3 * GB, secondsLeft: 3000 });
  expect(page.text()).toContain('about 50\u00a0min');
  tell([running], { bytesPerSecond: 1e6, leftBytes: 3 * GB });
  expect(page.text()).not.toContain('about');
});

test('cancelling asks nothing and offers to undo', async () => {
  tell([makeDownload('Runs', { type: 'running', bytesPerSecond: 1e6 })]);
  await page.click(page.find('button', 'Cancel: Runs'));
  await page.until(() => useToasts.getState().items.length === 1);
  useToasts.getState().items[0]?.action?.onSelect();
  await page.until(() => calls().length === 2);
  expect(calls()).toEqual([
    { name: 'downloads.cancel', input: { id: 'Runs' } },
    { name: 'downloads.undoCancel', input: { id: 'Runs' } },
  ]);
});

test('the focus stays in the drawer when the row that had it goes', async () => {
  const [stays, goes] = ['Stays', 'Goes'].map((name) => makeDownload(name, { type: 'queued' })) as [Download, Download];
  tell([stays, goes]);
  page.find('button', 'Cancel: Goes').focus();
  tell([stays]);
  await page.until(() => document.activeElement === page.find('region', 'Downloads'));
});

test('Alt and an arrow move a row, and the focus stays with it', async () => {
  const [a, b, c] = ['A', 'B', 'C'].map((name) => makeDownload(name, { type: 'queued' })) as [Download, Download, Download];
  tell([a, b, c]);
  const button = page.find('button', 'Cancel: A');
  button.focus();
  await page.press(button, 'ArrowDown', { altKey: true });
  await page.until(() => calls().length === 1);
  expect(calls()[0]).toEqual({ name: 'downloads.reorder', input: { id: 'A', beforeId: 'C' } });
  tell([b, a, c]);
  expect(namesInOrder()).toEqual(['B', 'A', 'C']);
  expect(document.activeElement).toBe(button);
  expect(page.text()).toContain('A is now number 2 of 3.');
  await page.press(button, 'ArrowDown', { altKey: true });
  await page.until(() => calls().length === 2);
  expect(calls()[1]).toEqual({ name: 'downloads.reorder', input: { id: 'A' } });
});

test('what needs the person stands above what is finished and says what helps', async () => {
  tell([
    makeDownload('Done', { type: 'done', modelId: 'tiny', isVerified: true }, { endedAt: Date.now() }),
    makeDownload('Full', { type: 'failed', error: { code: 'file.no-space', data: { path: 'E:\\m', neededBytes: 3e9, freeBytes: 1.2e9 } } }),
    makeDownload('Gated', {
      type: 'failed',
      error: { code: 'hub.sign-in-needed', data: { repository: 'acme/Gated', url: 'https://hub.test/acme' } },
    }),
  ]);
  expect(namesInOrder()).toEqual(['Full', 'Gated', 'Done']);
  expect(row('Full').textContent).toContain('Drive E is full. 1.8\u00a0GB short. The 1.0\u00a0GB so far are kept.');
  expect(row('Gated').textContent).toContain('acme asks for a licence first.');
  expect(row('Gated').querySelector('a')?.href).toBe('https://hub.test/acme');
  expect(row('Done').textContent).toMatch(/4\.0\u00a0GB · checked · today at \d+:\d\d/);
  await page.click(page.find('button', 'Free some space'));
  expect(useUi.getState()).toMatchObject({ screen: 'settings', wantedSection: 'storage' });
});

test('back from the licence, what still waits for it is tried again, and what was taken away is not', async () => {
  const gated = makeDownload('Gated', { type: 'failed', error: { code: 'hub.access-needed', data: { url: 'https://hub.test/acme' } } });
  const resumed = () => page.calls.filter(({ name }) => name === 'downloads.resume').map(({ input }) => input);
  const comeBackTo = (downloads: Download[]) => {
    retryOnReturn(gated.id);
    tell(downloads);
    window.dispatchEvent(new Event('focus'));
  };
  comeBackTo([]);
  comeBackTo([gated]);
  await page.until(() => resumed().length > 0);
  expect(resumed()).toEqual([{ id: gated.id }]);
});

test('a conversation with the new model begins and the drawer goes', async () => {
  tell([makeDownload('Done', { type: 'done', modelId: 'tiny', isVerified: true })]);
  useUi.setState({ conversationId: 'old', screen: 'models' });
  await page.click(page.find('button', 'Chat now'));
  await page.until(() => page.calls.some(({ name }) => name === 'engine.load'));
  expect(useUi.getState()).toMatchObject({ screen: 'chat', conversationId: undefined, isDownloadsOpen: false });
});

test('a model is found again after a second version gave it another id, and the id to that one', async () => {
  const first = makeDownload('Tiny', { type: 'done', modelId: 'tiny', isVerified: true });
  const files = [{ path: '/models/Tiny.gguf', sizeBytes: 1 }];
  page.tellLibrary([page.makeModel('tiny', { name: 'Other' }), page.makeModel('tiny@q4_k_m', { name: 'Tiny', files })]);
  tell([first]);
  await page.click(page.find('button', 'Chat now: Tiny Q4_K_M'));
  await page.until(() => page.calls.some(({ name }) => name === 'engine.load'));
  expect(page.calls.find(({ name }) => name === 'engine.load')?.input).toEqual({ modelId: 'tiny@q4_k_m' });
});

test('neither a speed of nothing nor a pause at nothing is told', () => {
  tell(
    [
      makeDownload('Runs', { type: 'running', bytesPerSecond: 0 }),
      makeDownload('Pauses', { type: 'paused' }, { doneBytes: 0 }),
      makeDownload('Waits', { type: 'waiting', error: { code: 'hub.rate-limited', data: {} }, retryAt: Date.now() + 89_500 }),
    ],
    { bytesPerSecond: 0, leftBytes: 3 * GB },
  );
  expect(page.text()).not.toMatch(/ 0\u00a0B/);
  expect(row('Pauses').textContent).toContain('Paused · 4.0\u00a0GB');
  expect(row('Waits').textContent).toContain('Tries again in 1\u00a0min\u00a030\u00a0s.');
});

test('what a check found wrong goes once something has arrived', async () => {
  const error = { code: 'hub.unreachable', data: { host: 'data.test', reason: 'dns' } };
  page.answers['hub.checkConnection'] = { checkedAt: 1000, problem: { where: 'data-host', host: 'data.test', error } };
  await page.click(page.find('button', 'Check my connection'));
  await page.until(() => page.text().includes('could not be found'));
  tell([makeDownload('Old', { type: 'done', modelId: 'tiny', isVerified: true }, { endedAt: 999 })]);
  expect(page.text()).toContain('could not be found');
  tell([makeDownload('Done', { type: 'done', modelId: 'tiny', isVerified: true }, { endedAt: 1001 })]);
  expect(page.text()).not.toContain('could not be found');
});

test('an end is told once, and only what ended while somebody looked on', async () => {
  await act(async () => useUi.setState({ isDownloadsOpen: false }));
  const full = { code: 'file.no-space', data: {} };
  tell([makeDownload('Fails', { type: 'running', bytesPerSecond: 1 }), makeDownload('Ends', { type: 'checking', checkedBytes: 1 })]);
  tell([makeDownload('Fails', { type: 'failed', error: full }), makeDownload('Ends', { type: 'done', modelId: 'tiny', isVerified: true })]);
  tell([makeDownload('Fails', { type: 'starting' }), makeDownload('Ends', { type: 'done', modelId: 'tiny', isVerified: true })]);
  tell([makeDownload('Fails', { type: 'failed', error: full }), makeDownload('Ends', { type: 'done', modelId: 'tiny', isVerified: true })]);
  expect(useToasts.getState().items.map(({ text, tone }) => [text, tone])).toEqual([
    ['Fails Q4_K_M: The drive is full.', 'bad'],
    ['Ends Q4_K_M has arrived.', undefined],
  ]);
});

test('while the drawer is open its row tells what failed, and a voice, but no message lies over it', () => {
  tell([makeDownload('Fails', { type: 'running', bytesPerSecond: 1 })]);
  tell([makeDownload('Fails', { type: 'failed', error: { code: 'hub.not-found', data: {} } })]);
  expect(useToasts.getState().items).toEqual([]);
  const voices = [...document.querySelectorAll('.sr[role="status"]')].map((voice) => voice.textContent);
  expect(voices.some((text) => text?.startsWith('Fails Q4_K_M: '))).toBe(true);
});

test('a failed check of the connection names the host and what to try', async () => {
  const error = { code: 'hub.unreachable', data: { host: 'data.test', reason: 'dns' } };
  page.answers['hub.checkConnection'] = { checkedAt: Date.now(), problem: { where: 'data-host', host: 'data.test', error } };
  await page.click(page.find('button', 'Check my connection'));
  await page.until(() => page.text().includes('could not be found'));
  expect(page.text()).toContain('Searching works, downloading does not. The address data.test could not be found.');
  expect(page.text()).toContain('choose a mirror in the settings');
});

test('a limit of one’s own is kept in bytes', async () => {
  await page.click(page.find('button', 'No speed limit'));
  const field = document.querySelector<HTMLInputElement>('[aria-label="Own limit in MB/s"]');
  if (!field) throw new Error('no field');
  await page.type(field, '7.5');
  await page.press(field, 'Enter');
  await page.until(() => page.calls.some(({ name }) => name === 'settings.update'));
  expect(page.calls.find(({ name }) => name === 'settings.update')?.input).toEqual({ downloadLimitBytesPerSecond: 7_500_000 });
});

test('Esc closes it and gives the focus back', async () => {
  const drawer = page.find('region', 'Downloads');
  expect(drawer.contains(document.activeElement)).toBe(true);
  await page.press(drawer, 'Escape');
  await page.until(() => document.activeElement?.textContent === 'Opener');
  expect(useUi.getState().isDownloadsOpen).toBe(false);
});
