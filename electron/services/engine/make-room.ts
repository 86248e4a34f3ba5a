/** Which loaded models give way to one that does not fit beside them, and how many answers at once a served model is given. */
import type { Estimate, Fit } from '../../../shared/engine.ts';
import type { LoadedEntry } from './loaded-entry.ts';

/** Answers at the same time, tried from the most. */
const slotCounts = [4, 2] as const;
const order: readonly Fit[] = ['gpu', 'partly', 'memory', 'tight', 'too-large'];

/** The slots that fit as well as one alone does. `estimate` answers for a number of slots. */
export async function chooseSlots(estimate: (parallelSlots: number) => Promise<Estimate>): Promise<number> {
  const { fit } = await estimate(1);
  for (const count of slotCounts) {
    const { fit: together } = await estimate(count);
    if (order.indexOf(together) <= order.indexOf(fit) && together !== 'tight' && together !== 'too-large') return count;
  }
  return 1;
}

/**
 * The model that goes first: the one unused for longest among those that nobody uses now and nobody pinned. A model that a person
 * loaded gives way to another person's wish or a program's like any other, but after those that programs loaded.
 */
export function chooseVictim(entries: Iterable<LoadedEntry>, wanted: LoadedEntry): LoadedEntry | undefined {
  const idle = [...entries].filter((entry) => entry !== wanted && entry.state.type === 'ready' && !entry.isBusy && !entry.isPinned);
  return idle.sort((a, b) => Number(b.isServed) - Number(a.isServed) || a.lastUsedAt - b.lastUsedAt)[0];
}

/** Whether the model would push others, or itself, out of memory. */
export function lacksRoom({ fit }: Estimate): boolean {
  return fit === 'tight' || fit === 'too-large';
}
