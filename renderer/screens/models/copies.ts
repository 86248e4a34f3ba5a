/** The same bytes in several places: they are one row of the table, and one of them is worth keeping. */
import type { Model, OtherProgram } from '../../../shared/models.ts';

const programs: readonly OtherProgram[] = ['lm-studio', 'ollama', 'hugging-face'];

/** The program that owns the file; undefined for Alcove and the person's own folders. */
export function ownerOf({ place }: Model): OtherProgram | undefined {
  return programs.find((program) => program === place);
}

/** Alcove may delete its files. A linked one is only taken off the list, which frees nothing. */
export const canFree = ({ place }: Model): boolean => place === 'alcove' || place === 'folder';

/** What cannot be deleted here stays anyway; then what can be checked and repaired, what was checked, what new models lie beside. */
const worth = (model: Model): number =>
  (canFree(model) ? 0 : 8) + (model.origin ? 4 : 0) + (model.verifiedAt === undefined ? 0 : 2) + (model.place === 'alcove' ? 1 : 0);

/** The model and its copies, the one to keep first; alone where there are none. */
export function copiesOf(model: Model, models: readonly Model[]): Model[] {
  const ids = model.duplicateIds ?? [];
  if (ids.length === 0) return [model];
  const copies = [model, ...models.filter(({ id }) => ids.includes(id))];
  return copies.sort((a, b) => worth(b) - worth(a) || a.id.localeCompare(b.id));
}

/** What deleting all but the first would free. */
export function freeableBytes(copies: readonly Model[]): number {
  return copies
    .slice(1)
    .filter(canFree)
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
