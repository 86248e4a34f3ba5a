import type { ParameterRange } from '../../stores/hub-search.ts';

const billion = 1e9;

/** Sizes to choose from, in parameters. */
export const sizeRanges: readonly ParameterRange[] = [
  { most: 2 * billion },
  { least: 2 * billion, most: 6 * billion },
  { least: 6 * billion, most: 15 * billion },
  { least: 15 * billion, most: 40 * billion },
  { least: 40 * billion },
];

export const isSameRange = (a: ParameterRange | undefined, b: ParameterRange): boolean => a?.least === b.least && a?.most === b.most;
