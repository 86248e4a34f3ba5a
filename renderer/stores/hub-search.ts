/**
 * Searching for models: what was asked for and what was found, kept while the page lives, so that whoever comes back finds the list as
 * it was. At most one request a pause in typing; an older one is aborted; a host that asks to wait is asked again when it said.
 */
import { create } from 'zustand';
import type { Ability, FoundModel, SearchQuery, SearchSort, SourceId } from '../../shared/hub.ts';
import type { WireError } from '../../shared/procedure.ts';
import { explain } from '../errors.ts';
import { leastRestMs, retryAtOf } from '../retry-at.ts';
import { host } from '../rpc.ts';
import { onHubChange } from './hub.ts';

export interface ParameterRange {
  least?: number;
  most?: number;
}

export interface Wish {
  source: SourceId;
  text: string;
  /** Unset: trending, and without anything else to look for the start page. */
  sort: SearchSort | undefined;
  format: 'gguf' | 'safetensors';
  author: string;
  licence: string | undefined;
  goodAt: readonly Ability[];
  size: ParameterRange | undefined;
  /** "Fits here": the most parameters that fitted when it was pressed. */
  fitsMost: number | undefined;
}

interface SearchState {
  wish: Wish;
  models: readonly FoundModel[];
  cursor: string | undefined;
  total: number | undefined;
  /** The source could not be reached: these are the results from then. */
  keptFrom: number | undefined;
  /** first: the list is being replaced; more: it grows. */
  isBusy: 'first' | 'more' | undefined;
  error: WireError | undefined;
  /** The host may be asked again from then on. */
  retryAt: number | undefined;
}

/** A pause in typing, in milliseconds. */
const pauseMs = 350;

const noFilters = { format: 'gguf', author: '', licence: undefined, goodAt: [], size: undefined, fitsMost: undefined } as const;
const nothingFound = { models: [], cursor: undefined, total: undefined, keptFrom: undefined } as const;
const idle = { isBusy: undefined, error: undefined, retryAt: undefined } as const;

export const useSearch = create<SearchState>(() => ({
  wish: { source: 'hugging-face', text: '', sort: undefined, ...noFilters },
  ...nothingFound,
  ...idle,
}));

/** Something besides words narrows the list. */
export const hasFilters = (wish: Wish): boolean =>
  wish.format !== 'gguf' ||
  wish.author !== '' ||
  wish.licence !== undefined ||
  wish.goodAt.length > 0 ||
  wish.size !== undefined ||
  wish.fitsMost !== undefined;

/** Nothing is looked for: the start page with what Alcove recommends, which lies on Hugging Face. */
export const isStart = (wish: Wish): boolean =>
  wish.source === 'hugging-face' && wish.text.trim() === '' && wish.sort === undefined && !hasFilters(wish);

function queryOf(wish: Wish, cursor: string | undefined): SearchQuery {
  const most = Math.min(wish.size?.most ?? Number.POSITIVE_INFINITY, wish.fitsMost ?? Number.POSITIVE_INFINITY);
  const range = {
    ...(wish.size?.least === undefined ? {} : { least: wish.size.least }),
    ...(Number.isFinite(most) ? { most } : {}),
  };
  return {
    source: wish.source,
    text: wish.text.trim().slice(0, 200),
    sort: wish.sort ?? 'trending',
    format: wish.format,
    goodAt: [...wish.goodAt],
    ...(wish.author === '' ? {} : { author: wish.author }),
    ...(wish.licence === undefined ? {} : { licence: wish.licence }),
    ...(Object.keys(range).length === 0 ? {} : { parameterRange: range }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const keyOf = ({ source, repository }: FoundModel) => `${source} ${repository}`;

/** A model that moved between two pages stands only once. */
function join(known: readonly FoundModel[], more: readonly FoundModel[]): FoundModel[] {
  const keys = new Set(known.map(keyOf));
  return [...known, ...more.filter((model) => !keys.has(keyOf(model)))];
}

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function stop(): void {
  clearTimeout(timer);
  running?.abort();
  running = undefined;
}

async function ask(cursor: string | undefined): Promise<void> {
  const controller = new AbortController();
  running = controller;
  const { signal } = controller;
  useSearch.setState({ isBusy: cursor === undefined ? 'first' : 'more', error: undefined, retryAt: undefined });
  try {
    const client = await host();
    if (signal.aborted) return;
    const page = await client.hub.search(queryOf(useSearch.getState().wish, cursor), { signal });
    if (signal.aborted) return;
    const models = cursor === undefined ? page.models : join(useSearch.getState().models, page.models);
    useSearch.setState({ ...idle, models, cursor: page.cursor, total: page.total, keptFrom: page.keptFrom });
  } catch (thrown) {
    const error = await explain(thrown);
    if (!signal.aborted) fail(error, cursor);
  }
}

function fail(error: WireError, cursor: string | undefined): void {
  const retryAt = retryAtOf(error);
  useSearch.setState({ isBusy: undefined, error, retryAt, ...(cursor === undefined ? nothingFound : {}) });
  if (retryAt !== undefined) askSoon(leastRestMs, cursor);
}

/** Never before the host wants to be asked again. */
function askSoon(waitMs: number, cursor?: string): void {
  const { retryAt = 0 } = useSearch.getState();
  timer = setTimeout(() => void ask(cursor), Math.max(waitMs, retryAt - Date.now()));
}

/** Looks for something else: after a pause where it is being typed, else at once. */
export function changeWish(patch: Partial<Wish>): void {
  const before = useSearch.getState();
  const isOtherSource = patch.source !== undefined && patch.source !== before.wish.source;
  const wish = { ...before.wish, ...patch };
  // An emptied field leads back to the start page.
  if (patch.text?.trim() === '' && before.wish.text.trim() !== '') wish.sort = undefined;
  stop();
  useSearch.setState({ wish, ...(isOtherSource ? { ...nothingFound, ...idle } : {}) });
  if (isStart(wish)) {
    useSearch.setState({ ...nothingFound, isBusy: undefined, error: undefined });
    return;
  }
  // A countdown under way stays in sight.
  if (useSearch.getState().retryAt === undefined) useSearch.setState({ isBusy: 'first', error: undefined });
  else useSearch.setState({ isBusy: undefined });
  askSoon(patch.text === undefined && patch.author === undefined ? 0 : pauseMs);
}

/** Everything but the words as at first. */
export const clearFilters = (): void => changeWish({ ...noFilters });

/** The next page, where there is one and nothing else is under way. */
export function loadMore(): void {
  const { cursor, isBusy, error } = useSearch.getState();
  if (cursor !== undefined && isBusy === undefined && error === undefined) void ask(cursor);
}

/** Asks again what failed: the next page, or everything. */
export function searchAgain(): void {
  const { models, cursor, keptFrom } = useSearch.getState();
  stop();
  void ask(models.length > 0 && keptFrom === undefined ? cursor : undefined);
}

/** At once, without waiting for the pause. */
export function searchNow(): void {
  const { wish, retryAt } = useSearch.getState();
  if (isStart(wish) || retryAt !== undefined) return;
  stop();
  void ask(undefined);
}

// Another address has other models.
onHubChange((what) => {
  if (what === 'endpoint') searchNow();
});
