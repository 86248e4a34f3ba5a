import type { LoadedModel } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { isHere } from '../../stores/engine.ts';
import { matchesModel } from '../../stores/models.ts';

export interface ModelGroup {
  name: 'loaded' | 'lately' | 'all';
  models: Model[];
}

const latelyCount = 5;

/** The models to choose from, as the loader lists them: loaded, used lately, all others by name. Empty groups are left out. */
export function groupModels(models: Model[], loaded: LoadedModel[], query: string): ModelGroup[] {
  const found = models.filter((model) => matchesModel(model, query.trim()));
  const here = loaded.filter(isHere);
  const loadedIds = new Set(here.map((entry) => entry.modelId));
  const others = found.filter((model) => !loadedIds.has(model.id));
  const lately = others
    .filter((model) => model.lastUsedAt !== undefined)
    .sort((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0))
    .slice(0, latelyCount);
  const groups: ModelGroup[] = [
    { name: 'loaded', models: found.filter((model) => loadedIds.has(model.id)) },
    { name: 'lately', models: lately },
    { name: 'all', models: others.filter((model) => !lately.includes(model)).sort((a, b) => a.name.localeCompare(b.name)) },
  ];
  return groups.filter((group) => group.models.length > 0);
}
