import i18next from 'i18next';
import { fullName } from '../../../shared/model-names.ts';
import type { Model } from '../../../shared/models.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { loadedModel } from '../../stores/engine.ts';
import { toast } from '../../stores/toasts.ts';
import { ownerOf } from './copies.ts';

/** The starter came with the app and stays; other programs' files are theirs. */
export const canTrash = (model: Model): boolean => model.place !== 'starter' && ownerOf(model) === undefined;

/** Moves a model to the trash and offers to take that back. A loaded one is unloaded first: what it was writing is kept. */
export async function trashModel(model: Model): Promise<void> {
  if (loadedModel(model.id)) await attempt(host().then((client) => client.engine.unload({ modelId: model.id })));
  const removed = await attempt(host().then((client) => client.models.remove({ id: model.id })));
  if (!removed) return;
  const { undoId } = removed;
  const restore = (id: string) => void attempt(host().then((client) => client.models.restore({ undoId: id })));
  toast({
    icon: 'trash',
    text: i18next.t(model.place === 'linked' ? 'models.unlinked' : 'models.trashed', { name: fullName(model) }),
    action: undoId === undefined ? undefined : { label: i18next.t('models.undo'), onSelect: () => restore(undoId) },
  });
}
