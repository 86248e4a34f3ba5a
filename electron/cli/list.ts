/** `alcove ls`: the models that are here, once the folders have been read. */
import type { HostClient } from '../../shared/contract.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Library, Model } from '../../shared/models.ts';

export async function list(client: HostClient, options: { json: boolean }): Promise<string> {
  const models = (await readLibrary(client)).models.toSorted((a, b) => a.id.localeCompare(b.id));
  if (options.json) return JSON.stringify(models, null, 2);
  if (models.length === 0) return 'There are no models here yet.';
  const rows = models.map(describe);
  return formatTable([['ID', 'NAME', 'SIZE', 'QUANTIZATION', 'CONTEXT', 'NOTE'], ...rows]);
}

async function readLibrary(client: HostClient): Promise<Library> {
  const done = new AbortController();
  try {
    for await (const library of await client.models.watch(undefined, { signal: done.signal })) {
      if (!library.isScanning) return library;
    }
  } finally {
    done.abort();
  }
  throw new Error('the list of models ended before it was complete');
}

function describe(model: Model): string[] {
  const note = model.broken ? `broken: ${model.broken.reason}` : model.kind === 'chat' ? '' : model.kind;
  return [model.id, model.name, formatBytes('en', model.sizeBytes), model.quantization ?? '', String(model.contextLength ?? ''), note];
}

function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
