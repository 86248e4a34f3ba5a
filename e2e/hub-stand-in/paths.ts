import { HubError } from './call.ts';

export function decodeSegments(path: string): string[] {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw new HubError(400, 'Bad request');
  }
}

/** A revision is one encoded segment; refs/pr/1 may come as it is. */
export function splitRevision(segments: string[]): { revision: string; path: string } {
  const count = segments[0] === 'refs' ? 3 : 1;
  return { revision: segments.slice(0, count).join('/') || 'HEAD', path: segments.slice(count).join('/') };
}
