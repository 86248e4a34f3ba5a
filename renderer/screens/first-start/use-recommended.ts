import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostClient } from '../../../shared/contract.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { host } from '../../rpc.ts';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';

export type Recommended = Awaited<ReturnType<HostClient['hub']['recommend']>>[number];

/** Beside the starter: a first page that is seen whole. */
export const offeredCount = 2;

interface FirstModels {
  /** False for the moment until it is known what suits this computer. */
  isKnown: boolean;
  /** The best first; empty while they are not known, and where nothing can be fetched. */
  recommended: Recommended[];
  /** Why nothing can be fetched. */
  problem: WireError | undefined;
  /** Undefined until a check has measured it. */
  bytesPerSecond: number | undefined;
}

/** What suits this computer and can be had now. Nothing waits for the network: what is known of it comes in later. */
export function useRecommended(): FirstModels {
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  const [known, setKnown] = useState<Recommended[]>();
  const check = useConnectionCheck((state) => state.check);
  useEffect(() => void checkConnection(), []);
  useEffect(() => {
    let isCurrent = true;
    void host()
      .then((client) => client.hub.recommend({ language }))
      // Without them the starter is still there.
      .catch(() => [])
      .then((found) => isCurrent && setKnown(found));
    return () => {
      isCurrent = false;
    };
  }, [language]);
  const problem = check?.problem?.error;
  return {
    isKnown: known !== undefined || problem !== undefined,
    recommended: problem ? [] : (known?.slice(0, offeredCount) ?? []),
    problem,
    bytesPerSecond: check?.bytesPerSecond,
  };
}
