import { useEffect, useState } from 'react';
import type { HostClient } from '../../shared/contract.ts';
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';
import { useLibrary } from '../stores/models.ts';

export type Disk = Awaited<ReturnType<HostClient['system']['disk']>>;

/** The drive that new models go to; asked again when that place or the occasion changes. */
export function useDisk(occasion = 0): Disk | undefined {
  const [disk, setDisk] = useState<Disk>();
  const folder = useLibrary((state) => state.folders.find(({ isDefault }) => isDefault)?.path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder may be on another drive.
  useEffect(() => {
    let isCurrent = true;
    void attempt(host().then((client) => client.system.disk())).then((found) => isCurrent && setDisk(found));
    return () => {
      isCurrent = false;
    };
  }, [folder, occasion]);
  return disk;
}
