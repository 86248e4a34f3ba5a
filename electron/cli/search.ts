/** `alcove search`: models of the hub in a table, and how each would do on this computer. */
import type { HostClient } from '../../shared/contract.ts';
import { formatCount, formatDate, formatParameters } from '../../shared/format.ts';
import type { FoundModel } from '../../shared/hub.ts';
import { formatTable, processTerminal } from './terminal.ts';

export interface SearchOptions {
  text: string;
  limit: number;
  json: boolean;
  endpoint: string | undefined;
}

export async function search(client: HostClient, options: SearchOptions, { output, notes } = processTerminal): Promise<number> {
  const { models: found, keptFrom } = await findModels(client, options);
  if (keptFrom !== undefined)
    notes.write(`The hub is out of reach; this is what it answered on ${formatDate('en', keptFrom, Date.now())}.\n`);
  if (options.json) output.write(`${JSON.stringify(found, null, 2)}\n`);
  else if (found.length === 0) notes.write(`Nothing was found for "${options.text}". Fewer words find more.\n`);
  else {
    output.write(`${formatTable([['REPOSITORY', 'PARAMETERS', 'DOWNLOADS'], ...found.map(describe)])}\n`);
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

function describe({ repository, parameterCount, downloads, isGated }: FoundModel): string[] {
  return [
    isGated ? `${repository} (gated)` : repository,
    parameterCount === undefined ? '' : formatParameters('en', parameterCount),
    downloads === undefined ? '' : formatCount('en', downloads),
  ];
}
