import { useEffect, useState } from 'react';
import type { MathPlugin } from 'streamdown';

let loaded: MathPlugin | undefined;

/** KaTeX, fetched when a text first holds mathematics; undefined until then. */
export function useMath(isNeeded: boolean): MathPlugin | undefined {
  const [math, setMath] = useState(loaded);
  useEffect(() => {
    if (!isNeeded || math) return;
    let isCurrent = true;
    void import('./math.ts')
      .then((module) => {
        loaded = module.math;
        if (isCurrent) setMath(loaded);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [isNeeded, math]);
  return isNeeded ? math : undefined;
}
