import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** For tests: draws into a fresh document body and ends with it. */
export async function render(content: ReactNode): Promise<{ update: (content: ReactNode) => Promise<void> }> {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  document.body.innerHTML = '';
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const update = (next: ReactNode) => act(async () => root.render(next));
  await update(content);
  return { update };
}

/** The one element with this role and name. */
export function byRole(role: string, name?: string): HTMLElement {
  const tags: Record<string, string> = { button: 'button', textbox: 'input,textarea' };
  const found = [...document.querySelectorAll<HTMLElement>(`[role="${role}"]${tags[role] ? `,${tags[role]}` : ''}`)].filter(
    (element) => name === undefined || (element.getAttribute('aria-label') ?? element.textContent) === name,
  );
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} elements are a ${role} called ${name}`);
  return found[0];
}

/** A key press that bubbles, as a person's would. */
export const press = (target: Element, key: string, more: KeyboardEventInit = {}): Promise<void> =>
  act(async () => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })));

export const click = (target: HTMLElement): Promise<void> => act(async () => target.click());

/** Replaces the text of a field, as typing does. */
export function type(target: HTMLElement, text: string): Promise<void> {
  return act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, text);
    target.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
