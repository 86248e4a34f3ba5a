import { useEffect, useReducer, useRef, useState } from 'react';
import type { CodeToken, Highlight } from './highlighter.ts';

const highlights = new Map<string, Promise<Highlight | undefined>>();

function loadHighlight(tag: string): Promise<Highlight | undefined> {
  let highlight = highlights.get(tag);
  if (!highlight) {
    highlight = import('./highlighter.ts').then(({ createHighlight }) => createHighlight(tag)).catch(() => undefined);
    highlights.set(tag, highlight);
  }
  return highlight;
}

interface Coloured {
  highlight: Highlight;
  lines: string[];
  tokens: CodeToken[][];
  state: ReturnType<Highlight>['state'];
}

/** So many lines are coloured at once; a longer block goes on in the next frame, so that the page never waits for it. */
const linesAtOnce = 60;

/**
 * Each line of a code block in colour, or as one plain token while its grammar is on its way. Lines that were coloured stay: only
 * those that came after them are looked at again.
 */
export function useHighlight(code: string, tag: string): CodeToken[][] {
  const [highlight, setHighlight] = useState<Highlight | undefined>(undefined);
  const [, goOn] = useReducer((count: number) => count + 1, 0);
  const cache = useRef<Coloured | undefined>(undefined);

  useEffect(() => {
    let isCurrent = true;
    setHighlight(undefined);
    void loadHighlight(tag).then((loaded) => isCurrent && setHighlight(() => loaded));
    return () => {
      isCurrent = false;
    };
  }, [tag]);

  const lines = code.split('\n');
  let done = cache.current;
  if (highlight) {
    const isSame = done?.highlight === highlight && done.lines.every((line, at) => line === lines[at]);
    if (!done || !isSame) done = { highlight, lines: [], tokens: [], state: undefined };
    const next = lines.slice(done.lines.length, done.lines.length + linesAtOnce);
    if (next.length > 0) {
      const result = highlight(next.join('\n'), done.state);
      done = { highlight, lines: [...done.lines, ...next], tokens: [...done.tokens, ...result.lines], state: result.state };
    }
    cache.current = done;
  }
  const tokens = highlight && done ? done.tokens : [];
  const isUnfinished = highlight !== undefined && tokens.length < lines.length;

  useEffect(() => {
    if (!isUnfinished) return;
    const frame = requestAnimationFrame(goOn);
    return () => cancelAnimationFrame(frame);
  });

  return tokens.length < lines.length ? [...tokens, ...lines.slice(tokens.length).map((text) => [{ text }])] : tokens;
}
