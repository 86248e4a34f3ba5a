/** What does not fit its place sideways: the page itself, and whatever sticks out of the window or of the box that clips it. */
import type { Page } from '@playwright/test';

/** Runs in the page. */
function findCutOff(): string[] {
  /** Made to be cut, with the whole text in a tooltip; to be scrolled; or to be read aloud only. */
  const mayBeCut = '.cut, .sr, pre, code, .katex, [aria-hidden=true], .toasts';
  const isClipping = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
  const nameOf = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent?.trim().slice(0, 40)}`;
  const found: string[] = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page scrolls sideways: ${page.scrollWidth} of ${page.clientWidth}`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isText = node instanceof Text;
    const element = isText ? node.parentElement : (node as Element);
    if (!element || element.closest(mayBeCut) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (isText ? !(node as Text).data.trim() : !element.matches('button, a, input, textarea, [role=option], [role=radio]')) continue;
    const range = document.createRange();
    if (isText) range.selectNodeContents(node);
    const { left, right } = isText ? range.getBoundingClientRect() : element.getBoundingClientRect();
    let box: Element | null = isText ? element : element.parentElement;
    let [from, to] = [0, innerWidth];
    for (; box && box !== document.body; box = box.parentElement) {
      if (!isClipping(box)) continue;
      const edges = box.getBoundingClientRect();
      [from, to] = [Math.max(from, edges.left), Math.min(to, edges.right)];
    }
    // Of no width: for reading aloud only.
    if (right - left < 1 || to - from <= 1) continue;
    if (left < from - 1 || right > to + 1)
      found.push(`${nameOf(element)}: ${Math.round(left)} to ${Math.round(right)} of ${Math.round(from)} to ${Math.round(to)}`);
  }
  return [...new Set(found)];
}

/** Lines to read, empty where all is well. */
export const cutOff = (page: Page): Promise<string[]> => page.evaluate(findCutOff);
