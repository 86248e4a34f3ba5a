/** What the headers of an answer say, whichever way it was asked for. */

interface Answer {
  headers: { get(name: string): string | null };
}

const longestWaitMs = 10 * 60_000;

/**
 * When a host may be asked again (milliseconds since 1970), by Retry-After (seconds or a date), else by the `t` of RateLimit; never
 * more than ten minutes away. Undefined: it does not say.
 */
export function retryTime({ headers }: Answer, now = Date.now()): number | undefined {
  const after = headers.get('retry-after')?.trim() || /(?:^|[;\s])t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  if (after === undefined) return undefined;
  const at = /^\d+(?:\.\d+)?$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, now), now + longestWaitMs);
}

/** A web page where data is expected: the sign-in page of a hotel, say. */
export function isWebPage({ headers }: Answer): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '');
}
