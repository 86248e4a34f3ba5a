import type { Fit } from '../../../shared/engine.ts';
import { fitByParameters } from '../../../shared/list-fit.ts';
import type { FreeMemory } from '../../../shared/memory.ts';

/** Runs here without hardship: on the card, or in memory where there is no card. */
const isGoodFit = (fit: Fit, free: FreeMemory): boolean => fit === 'gpu' || (fit === 'memory' && free.gpu === undefined);

/** The most parameters that run here without hardship, to two digits; 0 where nothing does. */
export function mostThatFits(free: FreeMemory): number {
  let low = 0;
  let high = 2e12;
  while (high - low > 1e7) {
    const middle = (low + high) / 2;
    if (isGoodFit(fitByParameters(middle, free), free)) low = middle;
    else high = middle;
  }
  return Number(low.toPrecision(2));
}
