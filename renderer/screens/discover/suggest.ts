import { editDistance } from '../../../shared/edit-distance.ts';

/** The name nearest to what was typed, for "did you mean": undefined where none is near, or it is that name already. */
export function suggest(text: string, names: Iterable<string>): string | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 3) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const lower = name.toLowerCase();
    // A longer name is compared as far as was typed, a letter more or less; better where that is whole words.
    const beginnings = [-1, 0, 1].map((more) => {
      const end = wanted.length + more;
      return editDistance(wanted, lower.slice(0, end)) + (lower[end] === ' ' ? 0 : 1);
    });
    const distance = Math.min(editDistance(wanted, lower), ...beginnings);
    // Of two that are as near, the shorter one says less that was not meant.
    const isNearer = !best || distance < best.distance || (distance === best.distance && name.length < best.name.length);
    if (lower !== wanted && isNearer) best = { name, distance };
  }
  return best && best.distance <= Math.min(3, Math.ceil(wanted.length / 3)) ? best.name : undefined;
}
