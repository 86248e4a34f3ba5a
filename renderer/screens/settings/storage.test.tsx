import { afterEach, expect, test, vi } from 'vitest';
import type { DownloadState } from '../../../shared/downloads.ts';
import { createTestDownload } from '../../../shared/test-download.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { Storage } = await import('./storage.tsx');
const { useUi } = await import('../../stores/ui.ts');

afterEach(page.clear);

test('what is downloaded only in part is told apart from the models, and leads to the downloads', async () => {
  page.answers['system.storage'] = [{ what: 'models', sizeBytes: 5e9 }];
  page.tellLibrary([]);
  const download = (id: string, state: DownloadState) => createTestDownload({ id, name: id, sizeBytes: 4e9, doneBytes: 2e9, state });
  const downloads = [download('a', { type: 'paused' }), download('b', { type: 'done', isVerified: true })];
  page.tell('downloads.watch', { downloads, bytesPerSecond: 0, leftBytes: 0 });
  useUi.setState({ isDownloadsOpen: false });
  await page.show(<Storage />);
  await page.until(() => page.text().includes('Downloads not finished'));
  const rows = [...document.querySelectorAll('.set.slim')].map((row) => row.textContent ?? '').filter((text) => /GB/.test(text));
  expect(rows[0]).toMatch(/Models.*3\.0\u00a0GB/);
  expect(rows[1]).toMatch(/Downloads not finished.*2\.0\u00a0GB/);
  await page.click(page.find('button', 'Open: Downloads not finished'));
  expect(useUi.getState().isDownloadsOpen).toBe(true);
});
