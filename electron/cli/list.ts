/** `alcove ls`: the models that are here, once the folders have been read. */
import type { HostClient } from '../../shared/contract.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Model } from '../../shared/models.ts';
import { readLibrary } from './read-library.ts';
import { formatTable } from './terminal.ts';

export async function list(client: HostClient, options: { json: boolean }): Promise<string> {
  const models = (await readLibrary(client)).models.toSorted((a, b) => a.id.localeCompare(b.id));
  if (options.json) return JSON.stringify(models, null, 2);
  if (models.length === 0) return 'There are no models here yet.';
  return formatTable([['ID', 'NAME', 'SIZE', 'QUANTIZATION', 'CONTEXT', 'FROM', 'NOTE'], ...models.map(describe)]);
}

function describe(model: Model): string[] {
  const note = model.broken ? `broken: ${model.broken.reason}` : model.kind === 'chat' ? '' : model.kind;
  const { id, name, sizeBytes, quantization = '', contextLength } = model;
  return [id, name, formatBytes('en', sizeBytes), quantization, String(contextLength ?? ''), describeOrigin(model), note];
}

const places: Record<Model['place'], (model: Model) => string> = {
  starter: () => 'Alcove',
  alcove: ({ publisher, repository }) => (publisher && repository ? `${publisher}/${repository}` : 'added by hand'),
  folder: ({ folder }) => folder,
  linked: ({ files }) => files[0]?.path ?? '',
  'lm-studio': () => 'LM Studio',
  ollama: () => 'Ollama',
  'hugging-face': () => 'Hugging Face cache',
};

const sources = { 'hugging-face': 'hf.co', 'model-scope': 'modelscope.cn' } as const;

/** Whose it is, or where it was fetched. */
function describeOrigin(model: Model): string {
  const { origin, place } = model;
  const where = places[place](model);
  if (!origin) return where;
  const address = `${sources[origin.source]}/${origin.repository}`;
  return place === 'alcove' || place === 'folder' || place === 'linked' ? address : `${where} (${address})`;
}
