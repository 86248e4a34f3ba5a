import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How near to the end, in pixels, the view counts as being there. */
const nearPx = 40;

/**
 * Keeps a scrolled view at its end while the reader is there. Any scroll up lets go, coming back within 40 px holds on again.
 * `isAway` is true once the reader has let go and the end is out of sight.
 */
export function useStickToEnd(view: RefObject<HTMLElement | null>): { isAway: boolean; holdOn: () => void; letGo: () => void } {
  const isHeld = useRef(true);
  const last = useRef({ top: 0, height: 0 });
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const element = view.current;
    if (element && isHeld.current) element.scrollTop = element.scrollHeight;
  }, [view]);
  // After every drawing, since every drawing may have changed the height.
  useLayoutEffect(toEnd);

  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const end = new AbortController();
    const { signal } = end;
    const letGo = () => {
      if (element.scrollHeight > element.clientHeight) isHeld.current = false;
    };
    const look = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const gap = scrollHeight - scrollTop - clientHeight;
      const isUp = scrollTop < last.current.top - 1 && scrollHeight >= last.current.height;
      if (isUp && gap > 1) isHeld.current = false;
      else if (gap <= nearPx && scrollTop >= last.current.top) isHeld.current = true;
      last.current = { top: scrollTop, height: scrollHeight };
      setAway(!isHeld.current && gap > nearPx);
    };
    element.addEventListener('scroll', look, { signal, passive: true });
    element.addEventListener('wheel', (event) => event.deltaY < 0 && letGo(), { signal, passive: true });
    element.addEventListener('touchmove', letGo, { signal, passive: true });
    element.addEventListener('keydown', (event) => ['PageUp', 'ArrowUp', 'Home'].includes(event.key) && letGo(), { signal });
    const resized = new ResizeObserver(toEnd);
    resized.observe(element);
    return () => {
      end.abort();
      resized.disconnect();
    };
  }, [view, toEnd]);

  const holdOn = useCallback(() => {
    isHeld.current = true;
    setAway(false);
    toEnd();
  }, [toEnd]);
  const letGo = useCallback(() => {
    isHeld.current = false;
  }, []);
  return { isAway, holdOn, letGo };
}
