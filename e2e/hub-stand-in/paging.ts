import type { Call } from './call.ts';

/** The part of a list that was asked for, and the Link header that leads to the next one. */
export function takePage<T>(
  { hub, url }: Call,
  entries: T[],
  { most, normal }: { most: number; normal: number },
): { page: T[]; headers: Record<string, string> } {
  const asked = Number(url.searchParams.get('limit') ?? normal);
  const limit = Math.max(1, Math.min(asked || normal, most, hub.faults.value('page', url.pathname + url.search) ?? most));
  const from = Number(Buffer.from(url.searchParams.get('cursor') ?? '', 'base64url').toString() || 0);
  const end = from + limit;
  if (end >= entries.length) return { page: entries.slice(from), headers: {} };
  const next = new URL(url.pathname + url.search, hub.faults.value('linkHost', url.pathname + url.search) ?? hub.endpoint);
  next.searchParams.set('limit', String(limit));
  next.searchParams.set('cursor', Buffer.from(String(end)).toString('base64url'));
  return { page: entries.slice(from, end), headers: { link: `<${next.href}>; rel="next"` } };
}
