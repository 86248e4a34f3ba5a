/** The stand-in steered from another process. */
import { type Call, readBody, sendJson } from './call.ts';
import type { Faults } from './faults.ts';

/**
 * `PUT /_ctl` with `{ faults?, clearRequests? }` (faults: one, a list, or null for none) answers the addresses and the requests so far;
 * `GET /_ctl` only answers them.
 */
export async function answerControl(call: Call): Promise<void> {
  const { hub, request } = call;
  if (request.method === 'PUT') {
    const wish = JSON.parse((await readBody(request)) || '{}') as { faults?: Faults | Faults[] | null; clearRequests?: boolean };
    if (wish.faults) hub.faults.set(wish.faults);
    else if (wish.faults === null) hub.faults.clear();
    if (wish.clearRequests) hub.requests.splice(0);
  }
  sendJson(call, { endpoint: hub.endpoint, dataOrigin: hub.dataOrigin, requests: hub.requests });
}
