/** What the headers of an answer say, whichever way it was asked for. */

interface Answer {
  headers: { get(name: string): string | null };
}

/** Where a redirect leads, for who follows by hand; undefined: it is none, or leads nowhere that can be asked. */
export function redirectTarget({ headers, status }: Answer & { status: number }, from: string): string | undefined {
  const location = headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  const next = URL.parse(location, from);
  if (next === null || !/^https?:$/.test(next.protocol)) return undefined;
  // fetch refuses addresses with a name and a password, and nobody here sends those of somebody else.
  next.username = '';
  next.password = '';
  return next.href;
}

/** Which bytes a piece of a file is; `end` is not included, `totalBytes` undefined where the host does not tell. Undefined: it does not say. */
export function contentRange({ headers }: Answer): { start: number; end: number; totalBytes: number | undefined } | undefined {
  const given = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (given === null) return undefined;
  return { start: Number(given[1]), end: Number(given[2]) + 1, totalBytes: given[3] === '*' ? undefined : Number(given[3]) };
}

const longestWaitMs = 10 * 60_000;

/**
 * When a host may be asked again (milliseconds since 1970), by Retry-After (seconds or a date), else by the `t` of RateLimit; never
 * more than ten minutes away. Undefined: it does not say.
 */
export function retryTime({ headers }: Answer, now = Date.now()): number | undefined {
  const limit = /(?:^|[;\s])t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  const at = [headers.get('retry-after'), limit].map((text) => momentOf(text ?? '', now)).find((moment) => moment !== undefined);
  return at && Math.min(Math.max(at, now), now + longestWaitMs);
}

/** Seconds or a date of HTTP; undefined for what is neither. */
function momentOf(text: string, now: number): number | undefined {
  const wanted = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(wanted)) return now + Number(wanted) * 1000;
  // Every date of HTTP names its month; Date.parse also takes "-5" for one.
  const at = /[a-z]{3}/i.test(wanted) && /\d:\d\d/.test(wanted) ? Date.parse(wanted) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** A web page where data is expected: the sign-in page of a hotel, say. */
export function isWebPage({ headers }: Answer): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '');
}
