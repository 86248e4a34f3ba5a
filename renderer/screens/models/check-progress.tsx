import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/models.ts';
import { useSizePair } from '../../components/memory-bar.tsx';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { cancelCheck } from './source-actions.ts';

/** How much of a model has been read and compared; nothing while it is not being checked. */
export function CheckProgress({ model }: { model: Model }) {
  const { t } = useTranslation();
  const pair = useSizePair();
  const check = useLibrary((state) => state.verifications.find(({ modelId }) => modelId === model.id));
  if (!check) return null;
  const { doneBytes, totalBytes } = check;
  return (
    <div className="flex min-h-8 items-center gap-2.5 py-1">
      <div className="grow">
        <Progress label={t('models.check.running', { name: model.name })} value={totalBytes > 0 ? doneBytes / totalBytes : 0} />
        <p className="t-12 c3 num mt-1">{pair(doneBytes, totalBytes)}</p>
      </div>
      <Button size="sm" onClick={() => cancelCheck(model.id)}>
        {t('models.check.cancel')}
      </Button>
    </div>
  );
}
