/** Which models the screen lists, in which order. */
import type { Estimate, LoadedModel } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { fitsWell } from '../../components/fit.tsx';
import { matchesModel } from '../../stores/models.ts';

export type Column = 'name' | 'parameters' | 'version' | 'fit' | 'where' | 'used' | 'size';
export type ModelFilter = 'fits' | 'broken' | 'copies';

export interface ListWish {
  query: string;
  filter: ModelFilter | undefined;
  sort: { column: Column; isDescending: boolean };
}

export interface ListContext {
  loaded: LoadedModel[];
  estimates: Record<string, Estimate>;
}

/** What a file is recognised by when it lies in two places. */
const copyKey = (model: Model) => `${model.name} ${model.quantization ?? ''} ${model.sizeBytes}`;

/** Ids of models that lie in the library more than once, with how often. */
export function findCopies(models: Model[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const model of models) counts.set(copyKey(model), (counts.get(copyKey(model)) ?? 0) + 1);
  const copies = models.map((model): [string, number] => [model.id, counts.get(copyKey(model)) ?? 1]);
  return new Map(copies.filter(([, count]) => count > 1));
}

/** What the filters keep. */
export const filters: Record<ModelFilter, (model: Model, context: ListContext & { copies: Map<string, number> }) => boolean> = {
  fits: (model, { estimates }) => fitsWell(estimates[model.id]),
  broken: (model) => model.broken !== undefined,
  copies: (model, { copies }) => copies.has(model.id),
};

/** Loaded models count as used now. */
export function usedAt(model: Model, loaded: LoadedModel[]): number {
  if (loaded.some((entry) => entry.modelId === model.id && entry.state.type === 'ready')) return Number.POSITIVE_INFINITY;
  return model.lastUsedAt ?? 0;
}

/** The column's value; text and numbers compare among themselves. */
function cellValue(model: Model, column: Column, { loaded, estimates }: ListContext): string | number {
  switch (column) {
    case 'name':
      return model.name;
    case 'parameters':
      return model.parameterCount ?? 0;
    case 'version':
      return model.quantization ?? '';
    case 'fit':
      return model.broken ? Number.POSITIVE_INFINITY : (estimates[model.id]?.totalBytes ?? 0);
    case 'where':
      return model.folder;
    case 'used':
      return usedAt(model, loaded);
    case 'size':
      return model.sizeBytes;
    default:
      return column satisfies never;
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b), undefined, { numeric: true });
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The models that pass search and filter, sorted; equal ones by name. */
export function listModels(models: Model[], wish: ListWish, context: ListContext): Model[] {
  const keeps = wish.filter && filters[wish.filter];
  const copies = findCopies(models);
  const direction = wish.sort.isDescending ? -1 : 1;
  const value = (model: Model) => cellValue(model, wish.sort.column, context);
  return models
    .filter((model) => matchesModel(model, wish.query.trim()) && (!keeps || keeps(model, { ...context, copies })))
    .sort((a, b) => direction * compare(value(a), value(b)) || a.name.localeCompare(b.name));
}
