/** The downloads of the host: every window shows the same list. */
import { create } from 'zustand';
import type { DownloadList } from '../../shared/downloads.ts';
import { follow } from '../rpc.ts';

export const useDownloads = create<DownloadList>(() => ({ downloads: [], bytesPerSecond: 0, leftBytes: 0 }));

void follow(
  (client, signal) => client.downloads.watch(undefined, { signal }),
  (list) => useDownloads.setState(list, true),
  { signal: new AbortController().signal },
);
