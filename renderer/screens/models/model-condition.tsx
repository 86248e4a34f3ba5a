import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/models.ts';
import { describeBroken } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { isBroken } from './list-models.ts';
import { shortDate } from './short-date.ts';
import { canRepair, downloadNewer, repairModel } from './source-actions.ts';

/** What is wrong with a model's files, or newer at their source, and what helps. */
export function Condition({ model }: { model: Model }) {
  return (
    <>
      {isBroken(model) && <Broken model={model} />}
      {model.upstream?.state === 'newer' && <Newer model={model} checkedAt={model.upstream.checkedAt} />}
    </>
  );
}

function Broken({ model }: { model: Model }) {
  const { t } = useTranslation();
  const { isBusy, run } = useBusy(() => repairModel(model));
  const isRepairable = canRepair(model);
  const next = model.broken ? t(isRepairable ? 'models.repair.next' : 'models.brokenNext') : isRepairable && t('models.wrong.text');
  return (
    <Note
      tone="bad"
      title={model.broken ? describeBroken(t, model.broken) : t('models.wrong.title')}
      className="mb-3.5"
      actions={
        isRepairable && (
          <Button size="sm" icon="retry" isBusy={isBusy} onClick={run}>
            {t('models.repair.action')}
          </Button>
        )
      }
    >
      {next}
    </Note>
  );
}

function Newer({ model, checkedAt }: { model: Model; checkedAt: number }) {
  const { t, i18n } = useTranslation();
  const { isBusy, run } = useBusy(() => downloadNewer(model));
  const words = { repository: model.origin?.repository, date: shortDate(i18n.language, checkedAt) };
  return (
    <Note
      icon="sync"
      title={t('models.upstream.title')}
      className="mb-3.5"
      actions={
        model.origin && (
          <Button size="sm" icon="downloads" isBusy={isBusy} onClick={run}>
            {t('models.upstream.get')}
          </Button>
        )
      }
    >
      {t('models.upstream.text', words)}
    </Note>
  );
}

function useBusy(act: () => Promise<void>): { isBusy: boolean; run: () => void } {
  const [isBusy, setBusy] = useState(false);
  const run = () => {
    setBusy(true);
    void act().finally(() => setBusy(false));
  };
  return { isBusy, run };
}
