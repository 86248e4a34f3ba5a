/** Models as Ollama's clients know them: `name:tag`, with details and a digest. */
import { createHash } from 'node:crypto';
import { findModel as findByName } from '../../../shared/find-model.ts';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { findModel } from '../find-model.ts';

/** As `findModel`; clients put `:latest` behind every name that has no tag. */
export async function findNamed(parts: Pick<ApiParts, 'models'>, name: string): Promise<Model> {
  const bare = name.replace(/:latest$/, '');
  if (bare !== name && bare !== '') {
    const found = await findModel(parts, bare).catch(() => undefined);
    if (found) return found;
  }
  return findModel(parts, name);
}

/** A name with a tag where that names this model and no other, else the id. */
export function nameOf(model: Model, models: readonly Model[]): string {
  const [alias] = model.aliases ?? [];
  const wanted = alias ?? (model.id.includes('@') ? model.id.replace('@', ':') : `${model.id}:latest`);
  const bare = wanted.replace(/:latest$/, '');
  return findByName([...models], bare)?.id === model.id ? wanted : model.id;
}

export function describeModel(model: Model, models: readonly Model[]) {
  const name = nameOf(model, models);
  return { name, model: name, size: model.sizeBytes, digest: digestOf(model), details: detailsOf(model) };
}

export function detailsOf({ architecture = '', parameterCount, quantization = '' }: Model) {
  return {
    parent_model: '',
    format: 'gguf',
    family: architecture,
    families: architecture === '' ? [] : [architecture],
    parameter_size: parameterCount === undefined ? '' : formatParameters(parameterCount),
    quantization_level: quantization,
  };
}

function formatParameters(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`;
  return count >= 1e6 ? `${(count / 1e6).toFixed(2)}M` : `${Math.round(count / 1e3)}K`;
}

/** The same for the same files. Not their hash, which takes minutes to compute. */
function digestOf({ id, files, modifiedAt }: Model): string {
  return createHash('sha256')
    .update(JSON.stringify([id, files, modifiedAt]))
    .digest('hex');
}
