/** What can be done with a model whose source is known: check it, repair it, look for a newer file and fetch that. */
import i18next from 'i18next';
import { fullName } from '../../../shared/model-names.ts';
import type { Model } from '../../../shared/models.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { toast } from '../../stores/toasts.ts';
import { useUi } from '../../stores/ui.ts';
import { ownerOf } from './copies.ts';

/** Other programs' files are not touched. */
export const canRepair = (model: Model): boolean =>
  model.origin !== undefined && ownerOf(model) === undefined && (model.broken !== undefined || model.wrongFiles !== undefined);

const showDownloads = () => useUi.setState({ isDownloadsOpen: true });

/** Fetches what is wrong or missing; the downloads show how it goes. */
export async function repairModel(model: Model): Promise<void> {
  const started = await attempt(host().then((client) => client.downloads.repair({ modelId: model.id })));
  if (started) showDownloads();
}

/** Reads all its files and says whether they are as the source has them. */
export async function checkModel(model: Model): Promise<void> {
  const verdict = await attempt(host().then((client) => client.models.verify({ id: model.id })));
  if (!verdict || verdict.state === 'cancelled') return;
  const name = fullName(model);
  if (verdict.state === 'same') toast({ icon: 'check', text: i18next.t('models.check.same', { name }) });
  else if (ownerOf(model)) toast({ tone: 'bad', text: i18next.t('models.check.differentFound', { name }) });
  else {
    const repair = { label: i18next.t('models.repair.action'), onSelect: () => void repairModel(model) };
    toast({ tone: 'bad', text: i18next.t('models.check.different', { name }), action: repair });
  }
}

export const cancelCheck = (id: string): void => void attempt(host().then((client) => client.models.cancelVerify({ id })));

/** Asks the source whether it has a newer file; the answer stays with the model. */
export async function lookUpstream(model: Model): Promise<void> {
  const found = await attempt(host().then((client) => client.hub.checkUpstream({ modelId: model.id })));
  if (!found) return;
  const words = { name: fullName(model), repository: model.origin?.repository };
  toast({ icon: found.state === 'same' ? 'check' : 'info', text: i18next.t(`models.upstream.${found.state}`, words) });
}

/** Fetches the newer file, in the same version. */
export async function downloadNewer({ origin, quantization }: Model): Promise<void> {
  if (!origin) return;
  const { source, repository } = origin;
  const wish = { source, repository, ...(quantization ? { versionId: quantization } : {}) };
  const started = await attempt(host().then((client) => client.downloads.add(wish)));
  if (started) showDownloads();
}
