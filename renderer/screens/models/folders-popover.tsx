import { useTranslation } from 'react-i18next';
import type { Library } from '../../../shared/models.ts';
import { addFolder } from '../../components/host-folder.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Tag } from '../../ui/tag.tsx';

type Folder = Library['folders'][number];

/** The folders that the library looks through. */
export function FoldersPopover() {
  const { t } = useTranslation();
  const folders = useLibrary((state) => state.folders);
  return (
    <Popover
      label={t('models.folders')}
      align="end"
      className="w-[420px] max-w-[calc(100vw-24px)]"
      trigger={
        <Button variant="quiet" icon="folder">
          {t('models.folders')}
        </Button>
      }
    >
      <ul className="max-h-[320px] overflow-y-auto p-1.5">
        {folders.map((folder) => (
          <FolderRow key={folder.path} folder={folder} />
        ))}
      </ul>
      <div className="row border-line border-t p-2">
        <span className="t-12 c3 grow pl-1.5">{t('models.foldersHint')}</span>
        <Button size="sm" icon="plus" onClick={() => void addFolder()}>
          {t('models.addFolder')}
        </Button>
      </div>
    </Popover>
  );
}

function FolderRow({ folder }: { folder: Folder }) {
  const { t } = useTranslation();
  const call = (change: 'removeFolder' | 'setDefaultFolder') =>
    void attempt(host().then((client) => client.models[change]({ path: folder.path })));
  const items: MenuItem[] = [];
  if (folder.isPresent) items.push({ label: t('models.makeDefault'), icon: 'check', onSelect: () => call('setDefaultFolder') });
  items.push('line', { label: t('models.removeFolder'), icon: 'x', onSelect: () => call('removeFolder') });
  return (
    <li
      className={`flex min-h-11 items-center gap-2.5 rounded-[6px] py-1 pr-1 pl-2 hover:bg-hover ${folder.isPresent ? '' : 'text-text-3'}`}
    >
      <Icon name={folder.isPresent ? 'folder' : 'disk'} />
      <span className="col grow">
        <span className="row gap-1.5!">
          {/* The end of a path says most: it is cut at its beginning. */}
          <span className="cut select-text" dir="rtl" title={folder.path}>
            <bdi>{folder.path}</bdi>
          </span>
          {folder.isDefault && <Tag>{t('models.defaultFolder')}</Tag>}
        </span>
        <span className="t-12 c3">{folder.isPresent ? t('models.count', { count: folder.modelCount }) : t('models.driveMissingKept')}</span>
      </span>
      {!folder.isDefault && (
        <Menu align="end" items={items} trigger={<IconButton label={t('models.more', { name: folder.path })} icon="more" size="sm" />} />
      )}
    </li>
  );
}
