import { useTranslation } from 'react-i18next';
import type { Library } from '../../../shared/models.ts';
import { addFolder } from '../../components/host-folder.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { toast } from '../../stores/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Setting, useIsFound } from './setting.tsx';

type Folder = Library['folders'][number];

const makeDefault = (path: string) => void attempt(host().then((client) => client.models.setDefaultFolder({ path })));

function useRemoveFolder(): (path: string) => Promise<void> {
  const { t } = useTranslation();
  return async (path) => {
    const client = await host();
    const isRemoved = await attempt(client.models.removeFolder({ path }).then(() => true));
    if (!isRemoved) return;
    const undo = () => void attempt(client.models.addFolder({ path }));
    toast({ icon: 'folder', text: t('settings.folders.removed'), action: { label: t('app.undo'), onSelect: undo } });
  };
}

function FolderRow({ folder }: { folder: Folder }) {
  const { t } = useTranslation();
  const remove = useRemoveFolder();
  const { path, isDefault, isPresent } = folder;
  const isFound = useIsFound(path, t('settings.folders.title'));
  if (!isFound) return null;
  return (
    <div className="set slim">
      <Icon name="folder" className="text-text-2" />
      <span className={`mono cut grow select-text ${isPresent ? '' : 'c3'}`} title={path}>
        {path}
      </span>
      {isDefault && <Tag tone="accent">{t('settings.folders.default')}</Tag>}
      {!isPresent && <Tag tone="warn">{t('settings.folders.missing')}</Tag>}
      <span className="t-12 c3 num">{t('settings.folders.count', { count: folder.modelCount })}</span>
      <Menu
        align="end"
        trigger={<IconButton label={t('settings.folders.more', { path })} icon="more" size="sm" />}
        items={[
          { label: t('settings.folders.makeDefault'), onSelect: () => makeDefault(path), isDisabled: isDefault || !isPresent },
          'line',
          { label: t('settings.folders.remove'), onSelect: () => void remove(path), isDisabled: isDefault },
        ]}
      />
    </div>
  );
}

/** The folders that models are found in; files in them stay where they are. */
export function ModelFolders() {
  const { t } = useTranslation();
  const folders = useLibrary((state) => state.folders);
  return (
    <div className="card not-has-[.set]:hidden">
      <Setting label={t('settings.folders.title')} hint={t('settings.folders.hint')}>
        <Button icon="plus" onClick={() => void addFolder()}>
          {t('settings.folders.add')}
        </Button>
      </Setting>
      {folders.map((folder) => (
        <FolderRow key={folder.path} folder={folder} />
      ))}
    </div>
  );
}
