/** `alcove search`: models of the hub in a table, and how each would do on this computer. */
import type { HostClient } from '../../shared/contract.ts';
import type { Fit } from '../../shared/engine.ts';
import { formatCount, formatDate, formatParameters } from '../../shared/format.ts';
import type { FoundModel } from '../../shared/hub.ts';
import { fitByParameters } from '../../shared/list-fit.ts';
import { formatTable, processTerminal } from './terminal.ts';

export interface SearchOptions {
  text: string;
  limit: number;
  json: boolean;
  endpoint: string | undefined;
}

export async function search(client: HostClient, options: SearchOptions, { output, notes } = processTerminal): Promise<number> {
  const [{ models, keptFrom }, fitOf] = await Promise.all([findModels(client, options), createFitOf(client)]);
  if (keptFrom !== undefined)
    notes.write(`The hub is out of reach; this is what it answered on ${formatDate('en', keptFrom, Date.now())}.\n`);
  const found = models.map((model) => ({ ...model, fit: fitOf(model) }));
  if (options.json) output.write(`${JSON.stringify(found, null, 2)}\n`);
  else if (found.length === 0) notes.write(`Nothing was found for "${options.text}". Fewer words find more.\n`);
  else {
    output.write(`${formatTable([['REPOSITORY', 'PARAMETERS', 'DOWNLOADS', 'ON THIS COMPUTER'], ...found.map(describe)])}\n`);
    notes.write('\nalcove pull <repository> gets one.\n');
  }
  return 0;
}

/** Pages until there are enough. */
async function findModels(
  client: HostClient,
  { text, limit, endpoint }: SearchOptions,
): Promise<{ models: FoundModel[]; keptFrom?: number }> {
  const models: FoundModel[] = [];
  let cursor: string | undefined;
  let keptFrom: number | undefined;
  do {
    const page = await client.hub.search({ text, sort: 'downloads', ...(endpoint && { endpoint }), ...(cursor && { cursor }) });
    models.push(...page.models);
    ({ cursor, keptFrom } = { cursor: page.cursor, keptFrom: page.keptFrom ?? keptFrom });
  } while (cursor !== undefined && models.length < limit);
  return { models: models.slice(0, limit), ...(keptFrom !== undefined && { keptFrom }) };
}

/** Waits until the graphics card is known. */
async function createFitOf(client: HostClient): Promise<(model: FoundModel) => Fit | undefined> {
  const done = new AbortController();
  try {
    for await (const hardware of await client.system.watchHardware(undefined, { signal: done.signal })) if (hardware) break;
    for await (const free of await client.system.watchMemory(undefined, { signal: done.signal })) {
      return ({ parameterCount }) => (parameterCount === undefined ? undefined : fitByParameters(parameterCount, free));
    }
  } finally {
    done.abort();
  }
  return () => undefined;
}

const fitWords: Record<Fit, string> = {
  gpu: 'fits the graphics card',
  partly: 'partly on the graphics card',
  memory: 'in main memory',
  tight: 'little room left',
  'too-large': 'too large',
};

function describe({ repository, parameterCount, downloads, isGated, fit }: FoundModel & { fit: Fit | undefined }): string[] {
  return [
    isGated ? `${repository} (gated)` : repository,
    parameterCount === undefined ? '' : formatParameters('en', parameterCount),
    downloads === undefined ? '' : formatCount('en', downloads),
    fit === undefined ? '' : fitWords[fit],
  ];
}
