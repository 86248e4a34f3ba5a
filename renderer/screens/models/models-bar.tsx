import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import { useLibrary } from '../../stores/models.ts';
import { showDiscover } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { FoldersPopover } from './folders-popover.tsx';
import { rowsOf } from './list-models.ts';

/** Title, how much there is, and the ways to add more. */
export function ModelsBar({ onAddFiles }: { onAddFiles: () => void }) {
  const { t, i18n } = useTranslation();
  const { models, folders, isScanning, isKnown } = useLibrary();
  const size = formatBytes(
    i18n.language,
    models.reduce((sum, model) => sum + model.sizeBytes, 0),
  );
  const count = t('models.count', { count: rowsOf(models).length });
  const folderCount = new Set(models.map((model) => model.folder)).size || folders.length;
  return (
    <header className="bar">
      <h1>{t('models.title')}</h1>
      {isScanning || !isKnown ? (
        <span className="c3 t-12 num row cut" role="status">
          <Spinner />
          <span className="cut">{t('models.scanning', { count: models.length })}</span>
        </span>
      ) : (
        <span className="c3 t-12 num cut">{t('models.summary', { models: count, size, count: folderCount })}</span>
      )}
      <span className="grow" />
      <FoldersPopover />
      <Button icon="plus" onClick={onAddFiles}>
        {t('models.addFiles')}
      </Button>
      <Button icon="discover" onClick={() => showDiscover()}>
        {t('models.getModels')}
      </Button>
    </header>
  );
}
