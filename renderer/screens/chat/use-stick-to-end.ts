import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How near to the end, in pixels, the view counts as being there. */
const nearPx = 40;
/** A scroll so soon after a key, a wheel or a touch is the reader's own; any other comes from the content. */
const handMs = 400;

const upKeys = new Set(['PageUp', 'ArrowUp', 'Home', 'Tab']);

/**
 * Keeps a scrolled view at its end while the reader is there. Any scroll up lets go, coming back within 40 px holds on again.
 * `isAway` is true once the reader has let go and the end is out of sight.
 */
export function useStickToEnd(view: RefObject<HTMLElement | null>): { isAway: boolean; holdOn: () => void; letGo: () => void } {
  const isHeld = useRef(true);
  const last = useRef({ top: 0, height: 0 });
  const [isAway, setAway] = useState(false);

  const keep = useCallback(() => {
    const element = view.current;
    if (!element) return;
    if (isHeld.current) element.scrollTop = element.scrollHeight;
    last.current = { top: element.scrollTop, height: element.scrollHeight };
    setAway(!isHeld.current && element.scrollHeight - element.scrollTop - element.clientHeight > nearPx);
  }, [view]);
  // After every drawing, since every drawing may have changed the height.
  useLayoutEffect(keep);

  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const end = new AbortController();
    const { signal } = end;
    const hand = { at: Number.NEGATIVE_INFINITY, isDown: false };
    const touched = () => {
      hand.at = performance.now();
    };
    const look = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      // Content that moves the view changes its height.
      const isByHand = hand.isDown || performance.now() - hand.at < handMs || scrollHeight === last.current.height;
      const gap = scrollHeight - scrollTop - clientHeight;
      if (isByHand && scrollTop < last.current.top) isHeld.current = false;
      else if (gap <= nearPx && scrollTop > last.current.top) isHeld.current = true;
      last.current = { top: scrollTop, height: scrollHeight };
      setAway(!isHeld.current && gap > nearPx);
    };
    const on = <Type extends keyof HTMLElementEventMap>(type: Type, listener: (event: HTMLElementEventMap[Type]) => void) =>
      element.addEventListener(type, listener, { signal, passive: true, capture: true });
    // Captured: before the list draws anew for the place it was scrolled to, which would hold it at the end.
    on('scroll', look);
    on('wheel', (event) => {
      touched();
      if (event.deltaY < 0 && element.scrollTop > 0) isHeld.current = false;
    });
    on('touchmove', touched);
    on('keydown', (event) => upKeys.has(event.key) && touched());
    // The scroll bar is dragged with the pointer down.
    on('pointerdown', () => {
      hand.isDown = true;
    });
    window.addEventListener(
      'pointerup',
      () => {
        hand.isDown = false;
      },
      { signal },
    );
    const resized = new ResizeObserver(keep);
    resized.observe(element);
    return () => {
      end.abort();
      resized.disconnect();
    };
  }, [view, keep]);

  const holdOn = useCallback(() => {
    isHeld.current = true;
    keep();
  }, [keep]);
  const letGo = useCallback(() => {
    isHeld.current = false;
  }, []);
  return { isAway, holdOn, letGo };
}
