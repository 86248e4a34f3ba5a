/** What a hub's refusals mean: its status, X-Error-Code and limits become codes that somebody can act on. */
import { AppError } from '../../../shared/errors.ts';
import type { HttpResponse } from '../../lib/http.ts';

const usualWaitMs = 60_000;
const longestWaitMs = 15 * 60_000;

/** When a limited host may be asked again (milliseconds since 1970), by Retry-After or the `t` of RateLimit; undefined: it does not say. */
export function retryTime(headers: { get(name: string): string | null }, now = Date.now()): number | undefined {
  const after = headers.get('retry-after')?.trim();
  const left = /(?:^|[;\s])t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  const seconds = after !== undefined && /^\d+(?:\.\d+)?$/.test(after) ? Number(after) : undefined;
  const at = seconds !== undefined ? now + seconds * 1000 : after !== undefined ? Date.parse(after) : Number.NaN;
  if (!Number.isNaN(at)) return Math.min(Math.max(at, now), now + longestWaitMs);
  return left === undefined ? undefined : Math.min(now + Number(left) * 1000, now + longestWaitMs);
}

/** Why an answer is no success. `webUrl`: the model's page, where a person signs in or asks for access. */
export function describeRefusal(
  response: HttpResponse,
  about: { url: string; repository?: string | undefined; webUrl?: string; isTokenSent: boolean },
): AppError {
  const { status, headers } = response;
  const host = new URL(about.url).host;
  const code = headers.get('x-error-code');
  const data = { repository: about.repository ?? '', url: about.webUrl ?? about.url };
  const fail = (code: AppError['code'], message: string, data: Record<string, unknown>) => new AppError(code, message, { data });
  if (status === 429) {
    return fail('hub.rate-limited', `${host} was asked too often`, { host, retryAt: retryTime(headers) ?? Date.now() + usualWaitMs });
  }
  if (status === 404 || (status === 401 && code === 'RepoNotFound')) {
    return fail('hub.not-found', `${host} has no ${about.repository ?? new URL(about.url).pathname}`, { repository: data.repository });
  }
  if (status === 401 && code === null && about.isTokenSent) return fail('hub.token-refused', `${host} refuses the access token`, { host });
  if (status === 401) return fail('hub.sign-in-needed', `${host} wants to know who asks for ${data.repository}`, data);
  if (status === 403 && code === 'GatedRepo') return fail('hub.access-needed', `${data.repository} must be asked for first`, data);
  return fail('hub.failed', `${host} answered with ${status}`, { host, status });
}

/** A web page where data is expected: the sign-in page of a hotel, say. */
export function isWebPage(response: HttpResponse): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(response.headers.get('content-type') ?? '');
}

export function portalFailure(url: string): AppError {
  const { host } = new URL(url);
  return new AppError('hub.portal', `A sign-in page of the network answers in place of ${host}`, { data: { host } });
}
