/** `alcove rm`: a model into the trash, and back. */
import type { HostClient } from '../../shared/contract.ts';
import { requireModel } from '../../shared/find-model.ts';
import { formatBytes } from '../../shared/format.ts';
import { fullName } from '../../shared/model-names.ts';
import type { Model } from '../../shared/models.ts';
import { UsageError } from './option-values.ts';
import { readLibrary } from './read-library.ts';

/** Answers what to say. Throws model.not-found, model.built-in, model.read-only, model.in-use, and UsageError where a name means several. */
export async function remove(client: HostClient, { model: name }: { model: string }): Promise<string> {
  const { models } = await readLibrary(client);
  const model = requireModel(models, name);
  refuseGuess(models, model, name);
  const { undoId } = await client.models.remove({ id: model.id });
  const title = fullName(model);
  if (model.place === 'linked') return `${title} left the list. Its file stays where it is: ${model.files[0]?.path}`;
  const size = formatBytes('en', model.sizeBytes);
  if (undoId === undefined) return `${title} (${size}) lies in the system's trash, from where it can be put back.`;
  return `${title} (${size}) lies in Alcove's trash for 30 days. Bring it back with: alcove rm --undo ${undoId}`;
}

export async function undoRemove(client: HostClient, { undoId }: { undoId: string }): Promise<string> {
  await client.models.restore({ undoId });
  return 'It is back.';
}

/** A name without a quantization may mean several, and to take away is not to guess. */
function refuseGuess(models: Model[], model: Model, name: string): void {
  if (/[@:]/.test(name) || model.files.some(({ path }) => path.endsWith(name))) return;
  const base = (id: string) => id.replace(/@[^@]*$/, '');
  const alike = models.filter(({ id }) => base(id) === base(model.id));
  if (alike.length < 2) return;
  throw new UsageError(`"${name}" means several models. Name one of them: ${alike.map(({ id }) => id).join(', ')}.`);
}
