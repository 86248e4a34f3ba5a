import { useCallback, useEffect, useState } from 'react';
import type { HostClient } from '../../../shared/contract.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';

export type StoredThing = Awaited<ReturnType<HostClient['system']['storage']>>[number];
export type ClearableThing = Parameters<HostClient['system']['clearStorage']>[0]['what'];

/** What Alcove keeps on disk; measured when the page opens and after each change. */
export function useStorage(): { things: StoredThing[] | undefined; clear: (what: ClearableThing) => Promise<void> } {
  const [things, setThings] = useState<StoredThing[]>();
  const measure = useCallback(async () => {
    const found = await attempt(host().then((client) => client.system.storage()));
    if (found) setThings(found);
  }, []);
  useEffect(() => void measure(), [measure]);
  const clear = useCallback(
    async (what: ClearableThing) => {
      await attempt(host().then((client) => client.system.clearStorage({ what })));
      await measure();
    },
    [measure],
  );
  return { things, clear };
}
