/** The model that Discover shows: its page, how its versions would do here, and its card. Seen ones are at hand again at once. */
import { create } from 'zustand';
import type { ModelPage, SourceId, VersionFit } from '../../shared/hub.ts';
import type { WireError } from '../../shared/procedure.ts';
import { explain } from '../errors.ts';
import { host } from '../rpc.ts';
import { onHubChange } from './hub.ts';
import { markedVersion } from './marked-version.ts';

export interface ModelRef {
  source: SourceId;
  repository: string;
}

interface Seen {
  page: ModelPage;
  card: string | undefined;
  fits: Readonly<Record<string, VersionFit>>;
  seenAt: number;
}

interface PageState {
  ref: ModelRef | undefined;
  page: ModelPage | undefined;
  error: WireError | undefined;
  /** By version id. */
  fits: Readonly<Record<string, VersionFit>>;
  /** False while headers are still being read. */
  areFitsKnown: boolean;
  /** The version that is recommended; undefined until the fits are known. */
  recommendedId: string | undefined;
  /** Markdown. */
  card: string | undefined;
  cardError: WireError | undefined;
}

/** A page that was fetched this short ago is not asked for again. */
const freshMs = 5 * 60_000;
const seenLimit = 20;

const empty = {
  page: undefined,
  error: undefined,
  fits: {},
  areFitsKnown: false,
  recommendedId: undefined,
  card: undefined,
  cardError: undefined,
};

export const useModelPage = create<PageState>(() => ({ ref: undefined, ...empty }));

const keyOf = ({ source, repository }: ModelRef) => `${source} ${repository}`;
const seen = new Map<string, Seen>();
let running: AbortController | undefined;
let readingFits: AbortController | undefined;

function remember(ref: ModelRef): void {
  const { page, card, fits } = useModelPage.getState();
  if (!page) return;
  const key = keyOf(ref);
  const seenAt = seen.get(key)?.seenAt ?? Date.now();
  seen.delete(key);
  seen.set(key, { page, card, fits, seenAt });
  const [oldest] = seen.keys();
  if (seen.size > seenLimit && oldest !== undefined) seen.delete(oldest);
}

const isFresh = (known: Seen | undefined): boolean =>
  known !== undefined && Date.now() - known.seenAt < freshMs && known.page.access === undefined && known.page.keptFrom === undefined;

/** Brings the mark up to date with the page and the fits. */
function mark(): void {
  const { page, fits, areFitsKnown, recommendedId: marked } = useModelPage.getState();
  const recommendedId = page && markedVersion({ versions: page.versions, fits, areFitsKnown, marked });
  if (recommendedId !== marked) useModelPage.setState({ recommendedId });
}

function stop(): void {
  running?.abort();
  readingFits?.abort();
}

/** Shows this model; what is known of it stands there at once. */
export function openModel(ref: ModelRef): void {
  const current = useModelPage.getState();
  if (current.ref && keyOf(current.ref) === keyOf(ref) && !current.error) return;
  stop();
  const known = seen.get(keyOf(ref));
  useModelPage.setState({ ...empty, ref, ...(known ? { page: known.page, card: known.card, fits: known.fits } : {}) });
  mark();
  if (isFresh(known)) {
    void readFits();
    if (known?.card === undefined) void readCard(ref);
  } else void readPage(ref);
}

export function closeModel(): void {
  stop();
  useModelPage.setState({ ref: undefined, ...empty });
}

/** Asks again: after a failure, or when a licence was accepted meanwhile. */
export function reloadModel(): void {
  const { ref } = useModelPage.getState();
  if (!ref) return;
  stop();
  seen.delete(keyOf(ref));
  useModelPage.setState({ error: undefined });
  void readPage(ref);
}

async function readPage(ref: ModelRef): Promise<void> {
  const controller = new AbortController();
  running = controller;
  const { signal } = controller;
  try {
    const client = await host();
    const page = await client.hub.describe(ref, { signal });
    if (signal.aborted) return;
    useModelPage.setState({ page, error: undefined });
    mark();
    seen.delete(keyOf(ref));
    remember(ref);
    void readFits();
    await readCard(ref);
  } catch (thrown) {
    const error = await explain(thrown);
    if (!signal.aborted) useModelPage.setState({ error });
  }
}

/** How every version would do with what is free now; again when that has changed. */
export async function readFits(): Promise<void> {
  const { ref } = useModelPage.getState();
  if (!ref) return;
  readingFits?.abort();
  const controller = new AbortController();
  readingFits = controller;
  const { signal } = controller;
  try {
    const client = await host();
    for await (const list of await client.hub.fits(ref, { signal })) {
      if (signal.aborted) return;
      const known = useModelPage.getState().fits;
      // The old estimate stays until the new one is there.
      const fits = list.map((fit) => (fit.estimate || fit.error ? fit : (known[fit.versionId] ?? fit)));
      useModelPage.setState({ fits: Object.fromEntries(fits.map((fit) => [fit.versionId, fit])) });
      mark();
    }
  } catch {
    // Without estimates the table shows sizes only.
  }
  if (signal.aborted) return;
  useModelPage.setState({ areFitsKnown: true });
  mark();
  remember(ref);
}

async function readCard(ref: ModelRef): Promise<void> {
  const isCurrent = () => useModelPage.getState().ref === ref;
  try {
    const { markdown } = await (await host()).hub.card(ref);
    if (!isCurrent()) return;
    useModelPage.setState({ card: markdown, cardError: undefined });
    remember(ref);
  } catch (thrown) {
    const cardError = await explain(thrown);
    if (isCurrent()) useModelPage.setState({ cardError });
  }
}

// Another address has other pages, and a token opens what was closed.
onHubChange((what) => {
  seen.clear();
  if (what === 'endpoint' || useModelPage.getState().page?.access) reloadModel();
});
