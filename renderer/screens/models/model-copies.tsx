import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { toast } from '../../stores/toasts.ts';
import { showModel } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Tag } from '../../ui/tag.tsx';
import { CheckProgress } from './check-progress.tsx';
import { canFree, copiesOf, freeableBytes } from './copies.ts';
import { usePlaceName } from './place-name.ts';
import { trashModel } from './trash-model.ts';

/** Where the copies of a model lie, which of them to keep, and a way to delete one of the others. */
export function Copies({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const copies = copiesOf(
    model,
    useLibrary((state) => state.models),
  );
  const [keep] = copies;
  if (!keep || copies.length < 2) return null;
  const freed = freeableBytes(copies);
  return (
    <section className="sec mt-3.5 pt-3!" aria-labelledby="copies-title">
      <h3 id="copies-title" className="m">
        {t('models.copies.title', { count: copies.length })}
      </h3>
      <p className="t-12 c2 mt-0.5">
        {freed > 0 ? t('models.copies.text', { size: formatBytes(i18n.language, freed) }) : t('models.copies.locked')}
      </p>
      <ul className="mt-1.5">
        {copies.map((copy) => (
          <CopyRow key={copy.id} copy={copy} keep={keep} isShown={copy === model} isOnlyOne={freed === 0} />
        ))}
      </ul>
    </section>
  );
}

interface CopyRowProps {
  copy: Model;
  keep: Model;
  /** The details are about this one. */
  isShown: boolean;
  isOnlyOne: boolean;
}

function CopyRow({ copy, keep, isShown, isOnlyOne }: CopyRowProps) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const place = usePlaceName()(copy);
  const path = copy.files[0]?.path ?? '';
  async function remove() {
    setBusy(true);
    const state = await checkKept(keep);
    if (state === 'same') await trashModel(copy);
    else if (state === 'different') toast({ tone: 'bad', text: t('models.copies.checkFailed') });
    setBusy(false);
  }
  return (
    <li className="border-line py-1.5 not-first:border-t">
      <div className="flex items-center gap-2">
        <span className="grow">
          <span className="row gap-1.5!">
            <button
              type="button"
              className={`cut ${isShown ? 'm' : 'text-accent-text hover:underline'}`}
              aria-current={isShown ? 'true' : undefined}
              onClick={() => showModel(copy.id)}
            >
              {place}
            </button>
            {copy === keep && !isOnlyOne && <Tag tone="accent">{t('models.copies.keep')}</Tag>}
          </span>
          <span className="mono t-12 c3 cut block text-left" dir="rtl" title={path}>
            <bdi>{path}</bdi>
          </span>
        </span>
        {copy !== keep && canFree(copy) && (
          <Button size="sm" isBusy={isBusy} aria-label={t('models.copies.delete', { place })} onClick={() => void remove()}>
            {t('models.copies.deleteShort')}
          </Button>
        )}
      </div>
      <CheckProgress model={copy} />
    </li>
  );
}

/** One that was never compared with its source is compared before the others go; where the source is unknown its bytes are those of the others. */
async function checkKept(model: Model): Promise<'same' | 'different' | 'cancelled' | undefined> {
  if (model.wrongFiles) return 'different';
  if (!model.origin || model.verifiedAt !== undefined) return 'same';
  const verdict = await attempt(host().then((client) => client.models.verify({ id: model.id })));
  return verdict?.state;
}
