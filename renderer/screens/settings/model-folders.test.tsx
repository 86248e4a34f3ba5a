import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { ModelFolders } = await import('./model-folders.tsx');
const { SettingsQuery } = await import('./setting.tsx');
const { useToasts } = await import('../../stores/toasts.ts');

const folders = [
  { path: '/models', isDefault: true, isPresent: true, modelCount: 2 },
  { path: '/mnt/drive', isDefault: false, isPresent: false, modelCount: 1 },
];
const programs = [{ program: 'ollama' as const, path: '/home/ada/.ollama/models', isUsed: false, modelCount: 1, sizeBytes: 12.1e9 }];
const rows = () => [...document.querySelectorAll('li')].map((row) => row.textContent);
const show = (query: string) =>
  page.show(
    <SettingsQuery value={query}>
      <ModelFolders />
    </SettingsQuery>,
  );

beforeEach(() => {
  useToasts.setState({ items: [] });
  page.tellLibrary([], { folders, programs });
});
afterEach(page.clear);

test('a folder that is forgotten can be had back; the one for new models stays', async () => {
  await show('');
  expect(document.querySelectorAll('li button[aria-haspopup]')).toHaveLength(1);
  await page.press(page.find('button', 'More for /mnt/drive'), 'Enter');
  await page.click(page.find('menuitem', 'Remove from the list'));
  await page.until(() => useToasts.getState().items.length > 0);
  useToasts.getState().items[0]?.action?.onSelect();
  await page.until(() => page.calls.length === 2);
  expect(page.calls).toEqual([
    { name: 'models.removeFolder', input: { path: '/mnt/drive' } },
    { name: 'models.addFolder', input: { path: '/mnt/drive' } },
  ]);
});

test('the models of another program are used with one switch', async () => {
  await show('');
  await page.click(page.find('switch', 'Use the models of Ollama'));
  await page.until(() => page.calls.length > 0);
  expect(page.calls).toEqual([{ name: 'models.useProgram', input: { program: 'ollama', isUsed: true } }]);
});

test('a search keeps the places whose name or path it is in', async () => {
  await show('olla');
  expect(rows()).toEqual(['Ollama1 model · 12.1\u00a0GB']);
});
