import { useEffect, useState } from 'react';
import { host } from '../../rpc.ts';

export interface TextHit {
  conversationId: string;
  title: string;
  messageId?: string | undefined;
  excerpt: string;
  updatedAt: number;
}

const pauseMs = 200;

/** What the host finds in the texts of all conversations; empty while nothing is asked, the last hits while the next are on their way. */
export function useTextSearch(query: string): TextHit[] {
  const [hits, setHits] = useState<TextHit[]>([]);
  useEffect(() => {
    if (query === '') {
      setHits([]);
      return;
    }
    const end = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const found = await (await host()).chats.search({ query, limit: 50 }, { signal: end.signal });
        if (!end.signal.aborted) setHits(found.filter((hit) => hit.messageId !== undefined));
      } catch {
        // A newer question ended this one, or the host is away: the old hits stay.
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [query]);
  return hits;
}
