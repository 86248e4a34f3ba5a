/** Whether the hub and the host of its files can be reached, as it was last looked up; every place that shows it shows the same. */
import { create } from 'zustand';
import type { ConnectionCheck } from '../../shared/hub.ts';
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';

export const useConnectionCheck = create<{ isChecking: boolean; check: ConnectionCheck | undefined }>(() => ({
  isChecking: false,
  check: undefined,
}));

/** Looks again; a look under way is not doubled. */
export async function checkConnection(): Promise<void> {
  if (useConnectionCheck.getState().isChecking) return;
  useConnectionCheck.setState({ isChecking: true });
  const check = await attempt(host().then((client) => client.hub.checkConnection()));
  useConnectionCheck.setState((state) => ({ isChecking: false, check: check ?? state.check }));
}
