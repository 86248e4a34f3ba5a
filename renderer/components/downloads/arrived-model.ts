import type { Download } from '../../../shared/downloads.ts';
import type { Model } from '../../../shared/models.ts';

const normal = (path: string): string => path.replace(/\\/g, '/');

/**
 * The model that a finished download brought. Its files tell it first: the id it had on arrival changes when a second version of
 * it comes, and may even pass to that one.
 */
export function findArrived(models: readonly Model[], { state, folder, files }: Download): Model | undefined {
  if (state.type !== 'done' || state.modelId === undefined) return undefined;
  const paths = new Set(files.map(({ path }) => normal(`${folder}/${path}`)));
  const { modelId } = state;
  return models.find((model) => model.files.some(({ path }) => paths.has(normal(path)))) ?? models.find(({ id }) => id === modelId);
}
