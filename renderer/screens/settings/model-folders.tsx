import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { addFolder } from '../../components/host-folder.tsx';
import { ModelPlaces } from '../../components/model-places.tsx';
import { Button } from '../../ui/button.tsx';
import { Setting, SettingsQuery, useIsFound } from './setting.tsx';

/** The folders and the other programs that models are found in; files in them stay where they are. */
export function ModelFolders() {
  const { t } = useTranslation();
  const query = use(SettingsQuery).trim().toLowerCase();
  const isWhole = useIsFound(t('settings.folders.title'), t('models.programs.title'));
  return (
    <div className="card not-has-[.set]:hidden">
      <Setting label={t('settings.folders.title')} hint={t('settings.folders.hint')} words={t('models.programs.title')}>
        <Button icon="plus" onClick={() => void addFolder()}>
          {t('settings.folders.add')}
        </Button>
      </Setting>
      <ModelPlaces className="border-line border-t first:border-t-0" isFound={(words) => isWhole || words.toLowerCase().includes(query)} />
    </div>
  );
}
