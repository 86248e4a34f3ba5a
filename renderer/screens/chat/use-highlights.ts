import { useEffect } from 'react';

/** Marks every place in the drawn part of the thread that holds the words (lower case), as the thread changes. */
export function useHighlights(query: string): void {
  useEffect(() => {
    const thread = document.querySelector('.thread');
    if (query === '' || !thread || !('highlights' in CSS)) return;
    let frame = 0;
    const mark = () => {
      frame = 0;
      const highlight = new Highlight();
      const texts = document.createTreeWalker(thread, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const text = node.textContent?.toLowerCase() ?? '';
        for (let at = text.indexOf(query); at !== -1; at = text.indexOf(query, at + query.length)) {
          const range = new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + query.length });
          highlight.add(range);
        }
      }
      CSS.highlights.set('find', highlight);
    };
    const soon = () => {
      frame ||= requestAnimationFrame(mark);
    };
    const changes = new MutationObserver(soon);
    changes.observe(thread, { childList: true, characterData: true, subtree: true });
    mark();
    return () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete('find');
    };
  }, [query]);
}
