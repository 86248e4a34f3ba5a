import { expect, test } from 'vitest';
import type { HostClient } from '../../shared/contract.ts';
import { acrossHosts } from './across-hosts.ts';
import type { Client } from './open-client.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** Hosts one after the other; each ends with its code, or stays. */
function openHosts(...ends: (string | undefined)[]) {
  const names: number[] = [];
  const closed: number[] = [];
  const open = async (): Promise<Client> => {
    const index = names.length;
    names.push(index);
    const end = ends[index];
    const lost = end === undefined ? new Promise<never>(() => {}) : Promise.reject(failure(end));
    lost.catch(() => {});
    return { client: { index } as unknown as HostClient, lost, close: async () => void closed.push(index), isOwnHost: false };
  };
  return { open, names, closed };
}

const stay = () => new Promise<never>(() => {});

test('where the host ended, the work goes on with the next one', async () => {
  const { open, closed } = openHosts('ECONNRESET', 'ECONNRESET', undefined);
  const work = (client: HostClient) => ((client as unknown as { index: number }).index === 2 ? Promise.resolve('done') : stay());
  expect(await acrossHosts(open, work)).toBe('done');
  expect(closed).toEqual([0, 1, 2]);
});

test('work that fails only because its host went away goes on as well', async () => {
  const { open } = openHosts('ECONNRESET', undefined);
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries === 1) throw new Error('The stream ended');
    return tries;
  };
  expect(await acrossHosts(open, work)).toBe(2);
});

test('a host that hangs is told, and what the work itself says is final', async () => {
  await expect(acrossHosts(openHosts('ETIMEDOUT').open, stay)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  const { open, names } = openHosts(undefined, undefined);
  await expect(acrossHosts(open, () => Promise.reject(failure('hub.not-found')))).rejects.toMatchObject({ code: 'hub.not-found' });
  expect(names).toEqual([0]);
});
