import { useTranslation } from 'react-i18next';
import { addFolder } from '../../components/host-folder.tsx';
import { ModelPlaces } from '../../components/model-places.tsx';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';

/** Where the library looks for models. */
export function FoldersPopover() {
  const { t } = useTranslation();
  return (
    <Popover
      label={t('models.folders')}
      align="end"
      className="w-[440px] max-w-[calc(100vw-24px)]"
      trigger={
        <Button variant="quiet" icon="folder">
          {t('models.folders')}
        </Button>
      }
    >
      <div className="max-h-[min(420px,60dvh)] overflow-y-auto">
        <ModelPlaces />
      </div>
      <div className="row border-line border-t p-2">
        <span className="t-12 c3 grow pl-1.5">{t('models.foldersHint')}</span>
        <Button size="sm" icon="plus" onClick={() => void addFolder()}>
          {t('models.addFolder')}
        </Button>
      </div>
    </Popover>
  );
}
