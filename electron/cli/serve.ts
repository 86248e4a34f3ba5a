/** `alcove serve`: the server that other programs use, without a window, until it is asked to end. */
import type { HostClient } from '../../shared/contract.ts';
import type { ServerPlace, ServerState } from '../../shared/server.ts';
import { isLoopback } from '../lib/loopback.ts';
import { processTerminal, type Terminal } from './terminal.ts';

interface ServeOptions {
  place: ServerPlace;
  /** The host is this process, and ends with the command; else it is an Alcove that is open already. */
  isOwnHost: boolean;
  /** Settles when the command is to end. */
  ended: Promise<void>;
}

/** Exit code 0: it was asked to end, or the open Alcove serves. Throws server.port-taken and its like. */
export async function serve(client: HostClient, options: ServeOptions, terminal: Terminal = processTerminal): Promise<number> {
  const { place, isOwnHost, ended } = options;
  const { output, notes } = terminal;
  const before = await stateNow(client);
  await client.server.start(place);
  const { state, keys } = await stateNow(client);
  if (state.type !== 'on') throw new Error(`The server is ${state.type}`);
  if (before.state.type === 'on' && isOther(place, state.addresses)) {
    notes.write(
      `The Alcove that is open serves already, at ${state.addresses[0]}. Switch it off there first, for these options to hold.\n`,
    );
    return 1;
  }
  if (keys.length === 0 && (await needsKey(client, place))) await makeFirstKey(client, terminal);
  for (const address of state.addresses) output.write(`Listening on ${address}\n`);
  if (!isOwnHost) {
    output.write('The Alcove that is open serves, and goes on after this command. Switch it off there, under Server.\n');
    return 0;
  }
  notes.write('Ctrl+C ends it.\n');
  await ended;
  return 0;
}

async function stateNow(client: HostClient): Promise<ServerState> {
  const done = new AbortController();
  try {
    for await (const state of await client.server.watch(undefined, { signal: done.signal })) return state;
  } finally {
    done.abort();
  }
  throw Object.assign(new Error('The connection ended'), { code: 'ECONNRESET' });
}

/** A wish that a server which was on before does not fulfil. */
function isOther({ port, host, origins, needsKey }: ServerPlace, addresses: string[]): boolean {
  if (origins || needsKey) return true;
  const urls = addresses.map((address) => new URL(address));
  const isOtherPort = port !== undefined && port !== 0 && !urls.some((url) => Number(url.port || 80) === port);
  const reachesOut = urls.some(({ hostname }) => !isLoopback(hostname));
  return isOtherPort || (host !== undefined && !isLoopback(host) && !reachesOut);
}

async function needsKey(client: HostClient, { host, needsKey: isWanted }: ServerPlace): Promise<boolean> {
  if (isWanted || (host !== undefined && !isLoopback(host))) return true;
  const done = new AbortController();
  for await (const settings of await client.settings.watch(undefined, { signal: done.signal })) {
    done.abort();
    return (settings.serverOnNetwork && host === undefined) || settings.serverNeedsKey;
  }
  return false;
}

/** Without one nobody could use it, and a command has no page to make one on. */
async function makeFirstKey(client: HostClient, { output }: Terminal): Promise<void> {
  const { key } = await client.server.createKey({ name: 'alcove serve' });
  output.write(`Programs need a key, and there was none. The first one, shown only now: ${key}\n`);
}
