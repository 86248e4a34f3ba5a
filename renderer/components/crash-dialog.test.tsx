import { afterEach, expect, test, vi } from 'vitest';

vi.mock('../rpc.ts', () => import('./test-page.tsx'));

const page = await import('./test-page.tsx');
const { CrashDialog } = await import('./crash-dialog.tsx');

const crash = (data: Record<string, unknown>, gpuLayers?: number) => ({
  ...page.makeLoaded('Qwen3 8B', { type: 'crashed', error: { code: 'engine.crashed', data } }),
  ...(gpuLayers === undefined ? {} : { gpuLayers }),
});

afterEach(page.clear);

test('a model that stopped is loaded again with what it had', async () => {
  await page.show(<CrashDialog />);
  page.tell('engine.watch', { models: [crash({ cause: 'signal', signal: 'SIGKILL' })] });
  expect(page.text()).toContain('Qwen3 8B stopped');
  await page.click(page.find('button', 'Load again'));
  expect(page.calls[0]).toMatchObject({ name: 'engine.load', input: { modelId: 'Qwen3 8B', settings: { contextLength: 8192 } } });
});

test('out of memory: half the layers on the graphics card, without one half the context', async () => {
  await page.show(<CrashDialog />);
  page.tell('engine.watch', { models: [crash({ cause: 'out-of-memory' }, 32)] });
  await page.click(page.find('button', 'with less graphics memory'));
  expect(page.calls[0]?.input).toMatchObject({ settings: { gpuLayers: 16, contextLength: 8192 } });
  await page.clear();
  await page.show(<CrashDialog />);
  page.tell('engine.watch', { models: [{ ...crash({ cause: 'out-of-memory' }), processId: 2 }] });
  await page.click(page.find('button', 'with less memory'));
  expect(page.calls[0]?.input).toMatchObject({ settings: { contextLength: 4096 } });
});

test('closing it clears the entry, so that it does not come back', async () => {
  await page.show(<CrashDialog />);
  page.tell('engine.watch', { models: [crash({ cause: 'exit', exitCode: 1 })] });
  await page.press(page.find('dialog', 'stopped'), 'Escape');
  await page.until(() => page.calls.length > 0);
  expect(page.calls).toEqual([{ name: 'engine.unload', input: { modelId: 'Qwen3 8B' } }]);
});
