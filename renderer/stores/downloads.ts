/** The host's downloads, and what a person should be told when one of them ends. */
import { create } from 'zustand';
import { isUnderWay } from '../../shared/download-state.ts';
import type { Download, DownloadList } from '../../shared/downloads.ts';
import { follow } from '../rpc.ts';

/** Since when a file's hash is being computed, and from which byte on: what is left of it follows from that. */
interface CheckStart {
  at: number;
  bytes: number;
}

interface DownloadsState extends DownloadList {
  /** False until the host has told them for the first time. */
  isKnown: boolean;
  /** By download id. */
  checkStarts: Record<string, CheckStart>;
}

export const useDownloads = create<DownloadsState>(() => ({
  isKnown: false,
  downloads: [],
  bytesPerSecond: 0,
  leftBytes: 0,
  checkStarts: {},
}));

/** How many are under way: the number at the rail. */
export const useActiveCount = (): number => useDownloads(({ downloads }) => downloads.filter(isUnderWay).length);

function startsOf(downloads: readonly Download[], before: Record<string, CheckStart>): Record<string, CheckStart> {
  const checking = downloads.flatMap(({ id, state }) =>
    state.type === 'checking' ? [[id, before[id] ?? { at: Date.now(), bytes: state.checkedBytes }] as const] : [],
  );
  return Object.fromEntries(checking);
}

/** Seconds until its hash is known; undefined until there is something to tell it by. */
export function checkSecondsLeft(download: Download, now: number): number | undefined {
  const start = useDownloads.getState().checkStarts[download.id];
  if (download.state.type !== 'checking' || !start) return undefined;
  const checked = download.state.checkedBytes - start.bytes;
  const ms = now - start.at;
  if (checked <= 0 || ms < 500) return undefined;
  return ((download.sizeBytes - download.state.checkedBytes) * ms) / checked / 1000;
}

type EndListener = (download: Download) => void;
const endListeners = new Set<EndListener>();

/** Calls the listener for each download that is done or fails from now on; returns how to end that. */
export function onDownloadEnd(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

const hasEnded = ({ state }: Download): boolean => state.type === 'done' || state.type === 'failed';

void follow(
  (client, signal) => client.downloads.watch(undefined, { signal }),
  (list) => {
    const before = useDownloads.getState();
    // Set out in full: a time that is no longer known must not stay.
    useDownloads.setState({
      ...list,
      secondsLeft: list.secondsLeft,
      isKnown: true,
      checkStarts: startsOf(list.downloads, before.checkStarts),
    });
    if (!before.isKnown) return;
    for (const download of list.downloads.filter(hasEnded)) {
      const last = before.downloads.find(({ id }) => id === download.id);
      if (last?.state.type !== download.state.type) for (const listener of endListeners) listener(download);
    }
  },
  { signal: new AbortController().signal },
);
