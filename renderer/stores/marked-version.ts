/** Which version of an open page carries the mark "Recommended". */
import type { Fit } from '../../shared/engine.ts';
import type { ModelPage, VersionFit } from '../../shared/hub.ts';
import { recommendVersion } from '../../shared/versions.ts';

interface MarkFacts {
  versions: ModelPage['versions'];
  /** By version id. */
  fits: Readonly<Record<string, VersionFit>>;
  /** False while headers are still being read. */
  areFitsKnown: boolean;
  /** The version marked so far. */
  marked: string | undefined;
}

/**
 * No version until all fits are known, so that the mark never jumps under the pointer; then the same one for as long as it can run at
 * all, whatever is free a moment later.
 */
export function markedVersion({ versions, fits, areFitsKnown, marked }: MarkFacts): string | undefined {
  const known = new Map<string, Fit>();
  for (const { versionId, estimate } of Object.values(fits)) if (estimate) known.set(versionId, estimate.fit);
  const current = versions.find(({ id }) => id === marked);
  if (current?.isComplete && known.get(current.id) !== 'too-large') return current.id;
  const isSettled = areFitsKnown || versions.every(({ id }) => fits[id]?.estimate || fits[id]?.error);
  return isSettled ? recommendVersion(versions, known)?.id : undefined;
}
