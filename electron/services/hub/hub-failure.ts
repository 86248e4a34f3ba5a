/** What a hub's refusals mean: its status, X-Error-Code and limits become codes that somebody can act on. */
import { AppError } from '../../../shared/errors.ts';
import type { HttpResponse } from '../../lib/http.ts';
import { retryTime } from '../../lib/http-answers.ts';

const usualWaitMs = 60_000;

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
    return fail('hub.rate-limited', `${host} was asked too often`, { host, retryAt: retryTime(response) ?? Date.now() + usualWaitMs });
  }
  if (status === 404 || (status === 401 && code === 'RepoNotFound')) {
    // The repository is there, this file or commit of it is not: its history was made anew, say.
    const isFileOnly = code === 'EntryNotFound' || code === 'RevisionNotFound';
    return fail('hub.not-found', `${host} has no ${about.repository ?? new URL(about.url).pathname}`, {
      repository: data.repository,
      ...(isFileOnly && { missing: 'file' }),
    });
  }
  if (status === 401 && code === null && about.isTokenSent) return fail('hub.token-refused', `${host} refuses the access token`, { host });
  if (status === 401) return fail('hub.sign-in-needed', `${host} wants to know who asks for ${data.repository}`, data);
  if (status === 403 && code === 'GatedRepo') return fail('hub.access-needed', `${data.repository} must be asked for first`, data);
  return fail('hub.failed', `${host} answered with ${status}`, { host, status });
}

/** hub.portal: a sign-in page where data was expected. */
export function portalFailure(url: string): AppError {
  const { host } = new URL(url);
  return new AppError('hub.portal', `A sign-in page of the network answers in place of ${host}`, { data: { host } });
}
