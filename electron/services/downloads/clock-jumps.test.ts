import { afterEach, expect, test, vi } from 'vitest';
import type { DownloadList } from '../../../shared/downloads.ts';
import { big, openDownloads, type TestDownloads } from './test-downloads.ts';

const yearMs = 365 * 24 * 3600_000;
let host: TestDownloads;
afterEach(async () => {
  vi.restoreAllMocks();
  await host.dispose();
});

/** Every number that a page is told. */
function numbersOf(list: DownloadList): number[] {
  const ofStates = list.downloads.flatMap(({ state }) => (state.type === 'running' ? [state.bytesPerSecond, state.secondsLeft ?? 0] : []));
  return [list.bytesPerSecond, list.leftBytes, list.secondsLeft ?? 0, ...ofStates];
}

test.each([yearMs, -yearMs])(
  'a clock that jumps by %i ms while a download runs and while it waits changes nothing about it',
  async (jumpMs) => {
    host = await openDownloads();
    const real = Date.now;
    let offset = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + offset);
    const lists: DownloadList[] = [];
    const end = host.downloads.onChange((list) => {
      lists.push(list);
      // The addresses that are in use have expired for the data host, where the clock went on.
      if (offset === 0 && list.downloads.some(({ state }) => state.type === 'running')) {
        offset = jumpMs;
        host.hub.standIn.setFaults([{ rate: 4e6 }, { fail503: 5, retryAfter: 1 }]);
      }
      if (offset === jumpMs && list.downloads.some(({ state }) => state.type === 'waiting')) offset = jumpMs / 2;
    });
    host.hub.standIn.setFaults({ rate: 2e6 });
    const { id } = await host.downloads.add({ source: 'hugging-face', repository: big });
    expect((await host.until(id, 'done', 'failed')).state.type).toBe('done');
    end();
    expect(offset).toBe(jumpMs / 2);
    expect(lists.flatMap(numbersOf).filter((number) => !(number >= 0 && Number.isFinite(number)))).toEqual([]);
  },
);
