import { create } from 'zustand';
import type { ToastItem } from '../ui/toasts.tsx';

const maxToasts = 3;
let lastId = 0;

export const useToasts = create<{ items: readonly ToastItem[] }>(() => ({ items: [] }));

/** Shows a short message bottom right; returns its id. The oldest one that is no error makes room. */
export function toast(item: Omit<ToastItem, 'id'>): string {
  lastId += 1;
  const id = String(lastId);
  useToasts.setState(({ items }) => {
    const next = [...items, { ...item, id }];
    if (next.length <= maxToasts) return { items: next };
    const leaving = next.find((other) => other.tone !== 'bad' && other.id !== id) ?? next[0];
    return { items: next.filter((other) => other !== leaving) };
  });
  return id;
}

export const closeToast = (id: string): void => useToasts.setState(({ items }) => ({ items: items.filter((item) => item.id !== id) }));
