/** A command that outlives the host it speaks to: of several pulls at once the first one is the host of all, and ends when its own is done. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostClient } from '../../shared/contract.ts';
import type { Client } from './open-client.ts';

/** In a row, before somebody has to look. */
const mostHosts = 50;
const goneCodes = ['ECONNRESET', 'ECONNREFUSED'];

const isGone = (error: unknown): boolean => goneCodes.includes(String((error as NodeJS.ErrnoException | undefined)?.code));

/** Does the work with a host, and once more with the next one where that host ended meanwhile. Throws what the work throws, and ETIMEDOUT. */
export async function acrossHosts<Result>(
  open: () => Promise<Client>,
  work: (client: HostClient, isOwnHost: boolean) => Promise<Result>,
): Promise<Result> {
  for (let hosts = 1; ; hosts += 1) {
    try {
      return await withHost(open, work);
    } catch (error) {
      if (!isGone(error) || hosts === mostHosts) throw error;
      // The one that ends still holds the data folder for a moment.
      await sleep(200);
    }
  }
}

/** Throws ECONNRESET where the host went away, whatever the work makes of that. */
export async function withHost<Result>(
  open: () => Promise<Client>,
  work: (client: HostClient, isOwnHost: boolean) => Promise<Result>,
): Promise<Result> {
  const { client, lost, close, isOwnHost } = await open();
  const working = work(client, isOwnHost);
  working.catch(() => {});
  try {
    return await Promise.race([working, lost]);
  } catch (error) {
    // What is lost may be told by either of the two first, and the work is to have ended before it begins again.
    const [reason] = await Promise.all([
      Promise.race([lost.catch((gone: unknown) => gone), sleep(50)]),
      Promise.race([working.catch(() => {}), sleep(1000)]),
    ]);
    throw reason ?? error;
  } finally {
    await close();
  }
}
