import type { Model } from '../../shared/models.ts';
import type { ApiParts } from './dialect.ts';

/** The model that a name means; a host that has just started may not know it yet. Throws AppError model.not-found. */
export async function findModel({ models }: Pick<ApiParts, 'models'>, name: string): Promise<Model> {
  try {
    return models.find(name);
  } catch {
    await models.ready;
    return models.find(name);
  }
}

/** Those that can be asked for something, once the library is known. */
export async function listUsable({ models }: Pick<ApiParts, 'models'>): Promise<Model[]> {
  await models.ready;
  return models.library().models.filter(({ broken, kind }) => broken === undefined && kind !== 'projector');
}
