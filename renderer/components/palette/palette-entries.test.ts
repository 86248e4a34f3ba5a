import i18next from 'i18next';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('../../rpc.ts', () => import('../test-page.tsx'));

const page = await import('../test-page.tsx');
const { paletteEntries } = await import('./palette-entries.ts');
const { useDrafts } = await import('../../stores/drafts.ts');

afterEach(page.clear);

test('a model chosen in the palette is the one of the new conversation, whichever was used last', async () => {
  page.tellLibrary([page.makeModel('qwen3-8b'), page.makeModel('gemma-3-4b')]);
  page.tell('engine.watch', { models: [page.makeLoaded('qwen3-8b', { type: 'ready' }), page.makeLoaded('gemma-3-4b', { type: 'ready' })] });
  const entry = paletteEntries(i18next.t, 'en').find(({ id }) => id === 'model gemma-3-4b');
  entry?.run();
  expect(useDrafts.getState().settings).toEqual({ new: { modelId: 'gemma-3-4b' } });
});
