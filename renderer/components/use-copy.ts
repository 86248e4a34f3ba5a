import { useEffect, useRef, useState } from 'react';
import { attempt } from '../errors.ts';

const shownMs = 2000;

/** Copies a text and says for two seconds that it did; where the browser refuses, a message tells. */
export function useCopy(): { isCopied: boolean; copy: (text: string) => Promise<void> } {
  const [isCopied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  async function copy(text: string) {
    if (!(await attempt(navigator.clipboard.writeText(text).then(() => true)))) return;
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), shownMs);
  }
  return { isCopied, copy };
}
