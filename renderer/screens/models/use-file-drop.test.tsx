import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type {} from '../../rpc.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { ModelsScreen } = await import('./models-screen.tsx');
const { useToasts } = await import('../../stores/toasts.ts');
const { useUi } = await import('../../stores/ui.ts');
const { useSettings } = await import('../../stores/settings.ts');
const { catchFiles } = await import('../../catch-files.ts');

const model = () => new File(['GGUF'], 'phi.gguf');

function drag(type: string, files: File[]): Promise<void> {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files }, relatedTarget: null });
  return act(async () => void window.dispatchEvent(event));
}

beforeEach(async () => {
  useToasts.setState({ items: [] });
  page.tellLibrary([page.makeModel('qwen3-8b')]);
  await page.show(<ModelsScreen />);
});
afterEach(async () => {
  delete window.alcove;
  vi.unstubAllGlobals();
  await page.clear();
});

test('while files are held over the screen it says that they may be dropped', async () => {
  await drag('dragover', []);
  expect(page.text()).toContain('Drop to add');
  await drag('dragleave', []);
  expect(page.text()).not.toContain('Drop to add');
});

test('on the desktop a dropped file is asked about: it lies on this computer already', async () => {
  window.alcove = { connect: () => {}, pathOf: (file) => `/home/ada/${file.name}` };
  await drag('drop', [model()]);
  expect(page.text()).toContain('Add phi.gguf');
  await page.click([...document.querySelectorAll<HTMLElement>('.dialog button')].at(-1) as HTMLElement);
  await page.until(() => page.calls.length > 0);
  expect(page.calls).toEqual([{ name: 'models.import', input: { paths: ['/home/ada/phi.gguf'], mode: 'link' } }]);
});

test('in the browser a dropped file is sent to the host, and what is no model is refused at once', async () => {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { method }: { method: string }) => {
    sent.push(`${method} ${url}`);
    return new Response('null');
  });
  await drag('drop', [model(), new File(['x'], 'holiday.jpg')]);
  await page.until(() => sent.length > 0);
  expect(sent).toEqual(['PUT /upload?name=phi.gguf']);
  expect(useToasts.getState().items.map((item) => item.text)).toEqual(['holiday.jpg is not a GGUF file. Nothing was added.']);
});

test('a file dropped on another screen never replaces the page; it is taken along to the models', async () => {
  window.alcove = { connect: () => {}, pathOf: (file) => `/home/ada/${file.name}` };
  await page.clear();
  const listening = new AbortController();
  catchFiles(listening.signal);
  useSettings.setState({ settings: { hasFinishedFirstStart: true } as NonNullable<ReturnType<typeof useSettings.getState>['settings']> });
  useUi.setState({ screen: 'chat' });
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files: [model()] } });
  window.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(useUi.getState().screen).toBe('models');
  await page.show(<ModelsScreen />);
  expect(page.text()).toContain('Add phi.gguf');
  listening.abort();
});
