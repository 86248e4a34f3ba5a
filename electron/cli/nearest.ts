import { editDistance } from '../../shared/edit-distance.ts';

/** The candidate that differs least from what was typed; undefined when none is near. */
export function findNearest(typed: string, candidates: string[]): string | undefined {
  const scored = candidates.map((candidate) => ({ candidate, distance: editDistance(typed.toLowerCase(), candidate) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.ceil(best.candidate.length / 2)) ? best.candidate : undefined;
}
