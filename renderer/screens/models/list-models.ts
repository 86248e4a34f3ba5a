/** Which models the screen lists, in which order. */
import type { Estimate, LoadedModel } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { fitsWell } from '../../components/fit.tsx';
import { matchesModel } from '../../stores/models.ts';
import { copiesOf } from './copies.ts';

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

/** What the filters keep. */
export const filters: Record<ModelFilter, (model: Model, context: ListContext) => boolean> = {
  fits: (model, { estimates }) => fitsWell(estimates[model.id]),
  broken: isBroken,
  copies: ({ duplicateIds = [] }) => duplicateIds.length > 0,
};

/** It cannot be loaded, or is not what its source has. */
export function isBroken({ broken, wrongFiles }: Model): boolean {
  return broken !== undefined || wrongFiles !== undefined;
}

/** A row of the table: a model with its copies, the one to keep first. */
export type Row = [model: Model, ...copies: Model[]];

/** The models of the library, copies in one row. */
export function rowsOf(models: readonly Model[]): Row[] {
  const rows = models.map((model) => copiesOf(model, models) as Row);
  return rows.filter(([first], index) => first === models[index]);
}

/** When one of the copies was used last; a loaded one counts as used now. */
export function usedAt(row: Row, loaded: LoadedModel[]): number {
  if (loaded.some(({ modelId, state }) => state.type === 'ready' && row.some(({ id }) => id === modelId))) return Number.POSITIVE_INFINITY;
  return Math.max(...row.map(({ lastUsedAt = 0 }) => lastUsedAt));
}

/** The column's value; text and numbers compare among themselves. */
function cellValue(row: Row, column: Column, { loaded, estimates }: ListContext): string | number {
  const [model] = row;
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
      return usedAt(row, loaded);
    case 'size':
      return rowBytes(row);
    default:
      return column satisfies never;
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b), undefined, { numeric: true });
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The rows that pass search and filter, sorted; equal ones by name. One copy that passes is enough. */
export function listModels(models: readonly Model[], wish: ListWish, context: ListContext): Row[] {
  const keeps = wish.filter && filters[wish.filter];
  const direction = wish.sort.isDescending ? -1 : 1;
  const value = (row: Row) => cellValue(row, wish.sort.column, context);
  const passes = (model: Model) => matchesModel(model, wish.query.trim()) && (!keeps || keeps(model, context));
  return rowsOf(models)
    .filter((row) => row.some(passes))
    .sort((a, b) => direction * compare(value(a), value(b)) || a[0].name.localeCompare(b[0].name));
}

/** What all copies take together. */
export const rowBytes = (row: Row): number => row.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
