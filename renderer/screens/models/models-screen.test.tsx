import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { PickDialog } = await import('../../components/host-folder.tsx');
const { ModelsScreen } = await import('./models-screen.tsx');
const { useToasts } = await import('../../stores/toasts.ts');
const { useUi } = await import('../../stores/ui.ts');

const qwen = page.makeModel('qwen3-8b', { name: 'Qwen3 8B', sizeBytes: 5e9, lastUsedAt: 2 });
const large = page.makeModel('mistral', { name: 'Mistral Small', sizeBytes: 14e9, lastUsedAt: 1 });
const broken = page.makeModel('deepseek', { name: 'DeepSeek R1', broken: { reason: 'truncated', missingBytes: 1.6e9 } });
const starter = page.makeModel('alcove-starter', { name: 'Alcove Starter', place: 'starter', sizeBytes: 78e6 });

const names = () => [...document.querySelectorAll('tbody .m')].map((cell) => cell.textContent);

beforeEach(async () => {
  useUi.setState({ modelId: undefined });
  useToasts.setState({ items: [] });
  page.tell('settings.watch', { conversationStart: 'load-last', loadSettings: {} });
  page.tell('engine.watch', { models: [] });
  page.tellLibrary([qwen, large, broken, starter]);
  await page.show(
    <>
      <ModelsScreen />
      <PickDialog />
    </>,
  );
});
afterEach(page.clear);

test('counts the library and says why a file is broken, in the row and in the details', async () => {
  expect(page.text()).toContain('4 models · 21.1\u00a0GB');
  expect(page.find('tbody tr', 'DeepSeek R1').textContent).toContain('Ends early, 1.6\u00a0GB missing');
  await page.click(page.find('tbody tr', 'DeepSeek R1'));
  expect(page.find('aside', 'DeepSeek R1').textContent).toContain('Get the file again');
});

test('filters keep what fits and what is broken, and the columns sort', async () => {
  await page.until(() => page.text().includes('Too large'));
  await page.click(page.find('button', 'Broken'));
  expect(names()).toEqual(['DeepSeek R1']);
  await page.click(page.find('button', 'Broken'));
  await page.click(page.find('button', 'Fits'));
  expect(names()).toEqual(['Qwen3 8B', 'Alcove Starter']);
  await page.click(page.find('button', 'Fits'));
  await page.click(page.find('button', 'On disk'));
  expect(names()[0]).toBe('Mistral Small');
});

test('the trash offers to take it back', async () => {
  await page.click(page.find('tbody tr', 'Qwen3 8B'));
  await page.click(page.find('button', 'Move to trash'));
  await page.until(() => useToasts.getState().items.length > 0);
  const [item] = useToasts.getState().items;
  expect(item?.text).toBe('“Qwen3 8B Q4_K_M” moved to trash');
  item?.action?.onSelect();
  await page.until(() => page.calls.length > 1);
  expect(page.calls.map((call) => call.name)).toEqual(['models.remove', 'models.restore']);
  expect(page.calls[1]?.input).toEqual({ undoId: 'undo-1' });
});

test('the starter cannot be thrown away', async () => {
  await page.click(page.find('tbody tr', 'Alcove Starter'));
  expect(() => page.find('button', 'Move to trash')).toThrow();
});

test('by keyboard: arrows go through the rows, Enter opens the details', async () => {
  const first = page.find('tbody tr', 'Qwen3 8B');
  first.focus();
  await page.press(first, 'ArrowDown');
  expect(document.activeElement?.textContent).toContain('Mistral Small');
  await page.press(document.activeElement as HTMLElement, 'Enter');
  expect(useUi.getState().modelId).toBe('mistral');
});

test('an empty library says what to do', async () => {
  page.tellLibrary([]);
  expect(page.text()).toContain('No models here yet');
  expect(page.find('button', 'Add a folder')).toBeTruthy();
});

test('an import shows how far it is and can be cancelled; a failed one says why', () => {
  const running = { id: '1', name: 'big.gguf', doneBytes: 2.6e9, totalBytes: 4.3e9, state: 'running' as const };
  const failed = {
    id: '2',
    name: 'notes.gguf',
    doneBytes: 0,
    totalBytes: 1,
    state: 'failed' as const,
    error: { code: 'import.not-gguf', data: { name: 'notes.gguf' } },
  };
  page.tellLibrary([qwen], { imports: [running, failed] });
  expect(page.text()).toContain('2.6 of 4.3\u00a0GB');
  expect(page.find('alert', 'notes.gguf is not a GGUF model')).toBeTruthy();
});

test('files of the host are found in its folders, with their sizes, and added the way that was chosen', async () => {
  await page.click(page.find('button', 'Add files'));
  await page.until(() => page.text().includes('Downloads'));
  await page.click(page.find('button', 'Downloads'));
  await page.until(() => page.find('input', 'Path').getAttribute('value') === '/home/ada/Downloads');
  await page.click(page.find('button', 'phi.gguf'));
  await page.click(page.find('button', 'qwen.gguf'));
  await page.click(page.find('button', 'Choose 2 files'));
  await page.until(() => page.text().includes('takes 5.0\u00a0GB'));
  await page.click(page.find('radio', 'Copy it'));
  await page.click([...document.querySelectorAll<HTMLElement>('.dialog button')].at(-1) as HTMLElement);
  await page.until(() => page.calls.length > 0);
  const paths = ['/home/ada/Downloads/phi.gguf', '/home/ada/Downloads/qwen.gguf'];
  expect(page.calls).toEqual([{ name: 'models.import', input: { paths, mode: 'copy' } }]);
});

test('closing the folder browser adds nothing', async () => {
  await page.click(page.find('button', 'Add files'));
  await page.until(() => page.text().includes('Downloads'));
  await page.press(page.find('dialog', 'Choose model files'), 'Escape');
  await page.until(() => !page.text().includes('Choose model files'));
  expect(page.text()).not.toContain('Where should');
  expect(page.calls).toEqual([]);
});
