import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../rpc.ts', () => import('../test-page.tsx'));

const page = await import('../test-page.tsx');
const { ModelLoader } = await import('./model-loader.tsx');

const small = page.makeModel('qwen3-8b', { name: 'Qwen3 8B', lastUsedAt: 2 });
const other = page.makeModel('gemma-3-4b', { name: 'Gemma 3 4B', lastUsedAt: 1 });
const large = page.makeModel('mistral-24b', { name: 'Mistral Small 24B', sizeBytes: 14e9 });
const broken = page.makeModel('broken', { name: 'Broken one', broken: { reason: 'truncated', missingBytes: 1.6e9 } });

const chosen: string[] = [];
let closed = 0;
const search = () => page.find('combobox', 'Find a model');
const rows = () => [...document.querySelectorAll('[role="option"]')].map((row) => row.querySelector('.m')?.textContent);

beforeEach(async () => {
  chosen.length = 0;
  closed = 0;
  page.tell('settings.watch', { conversationStart: 'load-last', loadSettings: {}, idleUnloadMinutes: 30 });
  page.tell('engine.watch', { models: [] });
  page.tellLibrary([small, other, large, broken]);
  await page.show(<ModelLoader modelId="qwen3-8b" onChoose={(id) => chosen.push(id)} onClose={() => closed++} />);
});
afterEach(page.clear);

test('lists what can be loaded, used lately first, and leaves broken files out', () => {
  expect(rows()).toEqual(['Qwen3 8B', 'Gemma 3 4B', 'Mistral Small 24B']);
});

test('arrows choose and Enter loads, without leaving the search field', async () => {
  await page.press(search(), 'ArrowDown');
  await page.press(search(), 'Enter');
  await page.until(() => page.calls.length > 0);
  expect(page.calls).toEqual([{ name: 'engine.load', input: { modelId: 'gemma-3-4b', settings: {}, remember: false } }]);
  expect(chosen).toEqual(['gemma-3-4b']);
  expect(closed).toBe(1);
});

test('search finds by every word, in any order, also by the version', async () => {
  await page.type(search(), 'q4 gemma');
  expect(rows()).toEqual(['Gemma 3 4B']);
  await page.type(search(), 'nothing like it');
  expect(rows()).toEqual([]);
  expect(page.text()).toContain('Nothing called “nothing like it”');
});

test('a model that is too large says how much is missing, and loading it anyway is the quiet button', async () => {
  await page.type(search(), 'mistral');
  await page.until(() => page.text().includes('too much'));
  const button = page.find('button', 'Load anyway');
  expect(button.classList.contains('primary')).toBe(false);
  await page.click(button);
  await page.until(() => page.calls.length > 0);
  expect(page.calls[0]?.input).toMatchObject({ modelId: 'mistral-24b' });
});

test('unloading another model is advised only where that makes room', async () => {
  page.tell('engine.watch', { models: [page.makeLoaded('gemma-3-4b', { type: 'ready' })] });
  await page.type(search(), 'mistral');
  await page.until(() => page.text().includes('Unloading'));
  page.tellLibrary([other, { ...large, sizeBytes: 40e9 }]);
  await page.until(() => page.text().includes('A smaller version'));
  expect(page.text()).not.toContain('Unloading');
});

test('a changed context length goes into the estimate, into the load and into what is remembered', async () => {
  await page.until(() => page.text().includes('Context length'));
  const field = page.find('input', 'Context length');
  await page.type(field, '16384');
  await page.press(field, 'Enter');
  await page.until(() => page.text().includes('9.6 of 16.0'));
  await page.click(page.find('button', 'Load'));
  await page.until(() => page.calls.length > 0);
  expect(page.calls[0]?.input).toEqual({ modelId: 'qwen3-8b', settings: { contextLength: 16384 }, remember: true });
});

test('a failed load shows the reason with the engine’s own words, and another try', async () => {
  const error = { code: 'model.load-failed', data: { reason: 'tensor blk.3 is missing' } };
  page.tell('engine.watch', { models: [page.makeLoaded('qwen3-8b', { type: 'failed', error })] });
  expect(page.text()).toContain('could not be loaded');
  await page.click(page.find('button', 'Details'));
  expect(page.text()).toContain('tensor blk.3 is missing');
  expect(page.find('button', 'Load')).toBeTruthy();
});

test('a loading model shows its bar and can be cancelled', async () => {
  page.tell('engine.watch', { models: [page.makeLoaded('qwen3-8b', { type: 'loading', progress: 0.64 })] });
  expect(page.find('progressbar', 'Loading Qwen3 8B')).toBeTruthy();
  expect(page.text()).toContain('64\u00a0%');
  await page.click(page.find('button', 'Cancel'));
  await page.until(() => page.calls.length > 0);
  expect(page.calls).toEqual([{ name: 'engine.unload', input: { modelId: 'qwen3-8b' } }]);
});
