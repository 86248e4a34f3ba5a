import { useEffect, useState } from 'react';
import type { Estimate, LoadSettingsOverrides } from '../../../shared/engine.ts';
import { host } from '../../rpc.ts';
import { useEngine } from '../../stores/engine.ts';

const settleMs = 150;
/** Free memory changes by itself: ask again while somebody looks. */
const againMs = 4000;

/**
 * What loading the model with these settings would take, kept up to date. The last estimate stays while the next one is
 * on its way, so that bars do not flicker.
 */
export function useEstimate(modelId: string | undefined, settings: LoadSettingsOverrides): Estimate | undefined {
  const listed = useEngine((state) => (modelId === undefined ? undefined : state.estimates[modelId]));
  const loadedKey = useEngine((state) => state.models.map((entry) => `${entry.modelId} ${entry.state.type}`).join());
  const [exact, setExact] = useState<Estimate>();
  const settingsKey = JSON.stringify(settings);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when another model is loaded or unloaded
  useEffect(() => {
    if (modelId === undefined) return;
    const aborter = new AbortController();
    async function ask() {
      try {
        const client = await host();
        setExact(await client.engine.estimate({ modelId: modelId ?? '', settings: JSON.parse(settingsKey) }, { signal: aborter.signal }));
      } catch {
        // A broken or vanished file: the list says so, there is nothing to estimate.
      }
    }
    const first = setTimeout(ask, settleMs);
    const again = setInterval(ask, againMs);
    return () => {
      clearTimeout(first);
      clearInterval(again);
      aborter.abort();
    };
  }, [modelId, settingsKey, loadedKey]);

  return exact?.modelId === modelId ? exact : listed;
}
