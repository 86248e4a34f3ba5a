import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Estimate } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { ModelsScreen } = await import('./models-screen.tsx');
const { useToasts } = await import('../../stores/toasts.ts');
const { useEngine } = await import('../../stores/engine.ts');
const { useUi } = await import('../../stores/ui.ts');

const GB = 1e9;
const origin = {
  source: 'hugging-face' as const,
  repository: 'acme/Talker-GGUF',
  revision: 'a1',
  webUrl: 'https://huggingface.co/acme/Talker-GGUF',
};
const talker = page.makeModel('talker', { name: 'Talker', sizeBytes: 4 * GB, origin });
const lmStudio = { program: 'lm-studio' as const, path: '/home/ada/.lmstudio/models', isUsed: false, modelCount: 3, sizeBytes: 12.4 * GB };

const rows = () => [...document.querySelectorAll('tbody tr')];
const called = (name: string) => page.calls.filter((call) => call.name === name).map(({ input }) => input);
const toasts = () => useToasts.getState().items.map(({ text }) => text);

async function open(name: string, models: Model[]): Promise<void> {
  page.tellLibrary(models);
  await page.click(page.find('tbody tr', name));
}

beforeEach(async () => {
  useUi.setState({ modelId: undefined, isDownloadsOpen: false });
  useToasts.setState({ items: [] });
  page.tell('settings.watch', { conversationStart: 'load-last', loadSettings: {} });
  page.tell('engine.watch', { models: [] });
  page.tellLibrary([talker]);
  await page.show(<ModelsScreen />);
});
afterEach(page.clear);

test('copies are one row; the details say where they lie, which to keep, and delete another one with a way back', async () => {
  const own = page.makeModel('talker@own', { name: 'Talker', sizeBytes: 4 * GB, duplicateIds: ['talker@lm'] });
  const theirs = page.makeModel('talker@lm', { name: 'Talker', sizeBytes: 4 * GB, place: 'lm-studio', duplicateIds: ['talker@own'] });
  await open('Talker', [own, theirs]);
  expect(rows()).toHaveLength(1);
  expect(rows()[0]?.textContent).toMatch(/2 copies.*2 places.*8\.0\u00a0GB/);
  expect(page.find('button', 'Duplicates').textContent).toContain('1');
  expect(page.text()).toContain('Deleting the others frees 4.0\u00a0GB.');
  expect(page.find('li', 'LM Studio').textContent).toContain('Keep');
  await page.click(page.find('button', 'Delete the copy in Alcove'));
  await page.until(() => useToasts.getState().items.length > 0);
  expect(called('models.remove')).toEqual([{ id: 'talker@own' }]);
  expect(useToasts.getState().items[0]?.action?.label).toBe('Undo');
});

test('a row of copies is loaded and used when any of them is', async () => {
  const own = page.makeModel('talker@own', { name: 'Talker', duplicateIds: ['talker@lm'] });
  const theirs = page.makeModel('talker@lm', { name: 'Talker', place: 'lm-studio', duplicateIds: ['talker@own'] });
  page.tellLibrary([own, theirs]);
  page.tell('engine.watch', { models: [page.makeLoaded('talker@own', { type: 'ready' } as never)] });
  await page.until(() => rows()[0]?.textContent?.includes('Loaded') === true);
  expect(rows()[0]?.textContent).toContain('now');
});

test('a damaged model is told with its version, and repaired from there', async () => {
  page.answers['models.verify'] = { state: 'different' };
  page.answers['downloads.repair'] = { id: 'd' };
  await open('Talker', [page.makeModel('talker', { name: 'Talker', origin })]);
  await page.click(page.find('button', 'Check the file'));
  await page.until(() => useToasts.getState().items.length > 0);
  expect(toasts()).toEqual(['Talker Q4_K_M differs from its source. Repair fetches what is wrong.']);
  useToasts.getState().items[0]?.action?.onSelect();
  await page.until(() => called('downloads.repair').length > 0);
  expect(called('downloads.repair')).toEqual([{ modelId: 'talker' }]);
});

test('no copy goes while the one to keep turns out to be damaged, and none on the word of a check that was cancelled', async () => {
  const checked = page.makeModel('kept', { name: 'Talker', origin, duplicateIds: ['other'] });
  await open('Talker', [checked, page.makeModel('other', { name: 'Talker', place: 'folder', duplicateIds: ['kept'] })]);
  page.answers['models.verify'] = { state: 'cancelled', wrongFiles: [] };
  await page.click(page.find('button', 'Delete the copy'));
  await page.until(() => called('models.verify').length === 1);
  page.answers['models.verify'] = { state: 'different', wrongFiles: ['/models/kept.gguf'] };
  await page.click(page.find('button', 'Delete the copy'));
  await page.until(() => toasts().length > 0);
  expect(toasts()).toEqual(['The copy to keep is not whole, so nothing was deleted.']);
  expect(called('models.verify')).toEqual([{ id: 'kept' }, { id: 'kept' }]);
  expect(called('models.remove')).toEqual([]);
});

test('a check shows how far it is, can be cancelled, and says what it found', async () => {
  await open('Talker', [talker]);
  page.answers['models.verify'] = { state: 'same', wrongFiles: [] };
  await page.click(page.find('button', 'Check the file'));
  await page.until(() => toasts().length > 0);
  expect(toasts()).toEqual(['Talker Q4_K_M is exactly as its source has it.']);
  page.tellLibrary([talker], { verifications: [{ modelId: 'talker', doneBytes: 1 * GB, totalBytes: 4 * GB }] });
  expect(page.text()).toContain('1.0 of 4.0\u00a0GB');
  await page.click(page.find('button', 'Cancel'));
  expect(called('models.cancelVerify')).toEqual([{ id: 'talker' }]);
});

test('what is known of a model: its source as a link, when it was checked, and no speed that was not measured', async () => {
  await open('Talker', [{ ...talker, verifiedAt: Date.UTC(new Date().getUTCFullYear(), 10, 21, 12) }]);
  expect(page.find('a', 'acme/Talker-GGUF').getAttribute('href')).toBe('https://huggingface.co/acme/Talker-GGUF');
  expect(page.find('aside', 'Talker').textContent).toContain('CheckedSHA-256, 21 Nov');
  await page.until(() => useEngine.getState().estimates.talker !== undefined);
  const estimate = useEngine.getState().estimates.talker as Estimate;
  const tell = (basis: 'measured' | 'expected') =>
    act(() => useEngine.setState({ estimates: { talker: { ...estimate, speed: { tokensPerSecond: 38.4, basis } } } }));
  tell('expected');
  expect(page.text()).not.toContain('Measured');
  tell('measured');
  expect(page.find('aside', 'Talker').textContent).toContain('Measured38.4\u00a0tokens/s');
  page.tellLibrary([{ ...talker, origin: undefined as never }]);
  expect(() => page.find('button', 'Check the file')).toThrow();
});

test('a look upstream says what it found; a newer file is marked and can be fetched in the same version', async () => {
  await open('Talker', [talker]);
  page.answers['hub.checkUpstream'] = { state: 'same' };
  await page.click(page.find('button', 'Look for a newer version'));
  await page.until(() => toasts().length > 0);
  expect(toasts()).toEqual(['Talker Q4_K_M is the newest there is.']);
  page.tellLibrary([{ ...talker, upstream: { state: 'newer', checkedAt: Date.now() } }]);
  expect(rows()[0]?.textContent).toContain('Update');
  page.answers['downloads.add'] = { id: 'd1' };
  await page.click(page.find('button', 'Download it'));
  await page.until(() => useUi.getState().isDownloadsOpen);
  expect(called('downloads.add')).toEqual([{ source: 'hugging-face', repository: 'acme/Talker-GGUF', versionId: 'Q4_K_M' }]);
});

test('a broken or wrong model with a known source can be repaired, from its row and from its details', async () => {
  page.answers['downloads.repair'] = { id: 'd1' };
  const wrong = { ...talker, wrongFiles: ['/models/talker.gguf'] };
  await open('Talker', [wrong]);
  expect(page.find('alert', 'not what its source has')).toBeTruthy();
  await page.click(document.querySelector('aside .note button') as HTMLElement);
  await page.until(() => useUi.getState().isDownloadsOpen);
  useUi.setState({ isDownloadsOpen: false });
  page.tellLibrary([{ ...talker, broken: { reason: 'truncated', missingBytes: 1.6e9 } }]);
  await page.click(page.find('tbody button', 'Repair Talker'));
  await page.until(() => useUi.getState().isDownloadsOpen);
  expect(called('downloads.repair')).toEqual([{ modelId: 'talker' }, { modelId: 'talker' }]);
  page.tellLibrary([{ ...wrong, place: 'ollama' }]);
  expect(() => page.find('button', 'Repair')).toThrow();
});

test('models of other programs say whose they are, cannot be deleted, and leave with their program', async () => {
  await open('Talker', [{ ...talker, place: 'ollama', aliases: ['talker:4b'] }]);
  expect(rows()[0]?.textContent).toContain('Ollama');
  expect(page.find('aside', 'Talker').textContent).toContain('Belongs to Ollama.');
  expect(() => page.find('button', 'Move to trash')).toThrow();
  const row = rows()[0] as HTMLElement;
  await page.press(row, 'Delete');
  await page.click(page.find('button', 'No longer use Ollama'));
  await page.until(() => toasts().length > 0);
  expect(called('models.remove')).toEqual([]);
  expect(called('models.useProgram')).toEqual([{ program: 'ollama', isUsed: false }]);
});

test('models that another program has are offered, and the folders keep the switch', async () => {
  page.tellLibrary([talker], { programs: [lmStudio] });
  expect(page.text()).toContain('Found 3 models of LM Studio here (12.4\u00a0GB). They can be used where they are, nothing is copied.');
  await page.click(page.find('button', 'Use them: LM Studio'));
  page.tellLibrary([talker], { programs: [{ ...lmStudio, isUsed: true }] });
  expect(page.text()).not.toContain('Found 3 models');
  await page.click(page.find('button', 'Folders'));
  expect(page.find('switch', 'Use the models of LM Studio').getAttribute('aria-checked')).toBe('true');
  await page.click(page.find('switch', 'Use the models of LM Studio'));
  const wishes = called('models.useProgram');
  expect(wishes).toEqual([
    { program: 'lm-studio', isUsed: true },
    { program: 'lm-studio', isUsed: false },
  ]);
});

test('an empty library offers what other programs have', () => {
  page.tellLibrary([], { programs: [lmStudio] });
  expect(page.find('button', 'Get models')).toBeTruthy();
  expect(page.find('button', 'Use them: LM Studio')).toBeTruthy();
});
