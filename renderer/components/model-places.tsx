/** Where models are found: the library's folders, and other programs whose models are used where they are. */
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../shared/format.ts';
import type { Library } from '../../shared/models.ts';
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';
import { useLibrary } from '../stores/models.ts';
import { toast } from '../stores/toasts.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Switch } from '../ui/switch.tsx';
import { Tag } from '../ui/tag.tsx';
import { setProgramUsed } from './programs-found.tsx';

type Folder = Library['folders'][number];
type Program = Library['programs'][number];

const makeDefault = (path: string) => void attempt(host().then((client) => client.models.setDefaultFolder({ path })));

function useRemoveFolder(): (path: string) => Promise<void> {
  const { t } = useTranslation();
  return async (path) => {
    const client = await host();
    const isRemoved = await attempt(client.models.removeFolder({ path }).then(() => true));
    if (!isRemoved) return;
    const undo = () => void attempt(client.models.addFolder({ path }));
    toast({ icon: 'folder', text: t('models.folderForgotten'), action: { label: t('app.undo'), onSelect: undo } });
  };
}

function FolderRow({ folder }: { folder: Folder }) {
  const { t } = useTranslation();
  const remove = useRemoveFolder();
  const { path, isDefault, isPresent, modelCount } = folder;
  const items: MenuItem[] = [];
  if (isPresent) items.push({ label: t('models.makeDefault'), icon: 'check', onSelect: () => makeDefault(path) }, 'line');
  items.push({ label: t('models.removeFolder'), icon: 'x', onSelect: () => void remove(path) });
  return (
    <li className={`set slim gap-2.5! ${isPresent ? '' : 'c3'}`}>
      <Icon name={isPresent ? 'folder' : 'disk'} className="text-text-2" />
      <span className="col grow">
        <span className="row gap-1.5!">
          {/* The end of a path says most: it is cut at its beginning. */}
          <span className="cut select-text" dir="rtl" title={path}>
            <bdi>{path}</bdi>
          </span>
          {isDefault && <Tag tone="accent">{t('models.defaultFolder')}</Tag>}
        </span>
        <span className="t-12 c3">{isPresent ? t('models.count', { count: modelCount }) : t('models.driveMissingKept')}</span>
      </span>
      {!isDefault && (
        <Menu align="end" items={items} trigger={<IconButton label={t('models.more', { name: path })} icon="more" size="sm" />} />
      )}
    </li>
  );
}

function ProgramRow({ found }: { found: Program }) {
  const { t, i18n } = useTranslation();
  const { program, path, isUsed, modelCount, sizeBytes } = found;
  const name = t(`models.programs.${program}`);
  const models = t('models.count', { count: modelCount });
  return (
    <li className="set slim gap-2.5!">
      <Icon name="models" className="text-text-2" />
      <span className="col grow">
        <span className="cut" title={path}>
          {name}
        </span>
        <span className="t-12 c3 num">{t('models.programs.facts', { models, size: formatBytes(i18n.language, sizeBytes) })}</span>
      </span>
      <Switch
        label={t('models.programs.use', { name: t(`models.programs.phrases.${program}`) })}
        checked={isUsed}
        onChange={(next) => void setProgramUsed(program, next)}
      />
    </li>
  );
}

interface ModelPlacesProps {
  /** What to look for in names and paths; unset: all are shown. */
  isFound?: (words: string) => boolean;
  className?: string;
}

/** Every folder with how many models it holds, then the other programs of this computer with their switches. */
export function ModelPlaces({ isFound = () => true, className = '' }: ModelPlacesProps) {
  const { t } = useTranslation();
  const folders = useLibrary((state) => state.folders).filter(({ path }) => isFound(path));
  const programs = useLibrary((state) => state.programs).filter(({ program, path }) =>
    isFound(`${t(`models.programs.${program}`)} ${path}`),
  );
  return (
    <>
      {folders.length > 0 && (
        <ul className={className} aria-label={t('models.folders')}>
          {folders.map((folder) => (
            <FolderRow key={folder.path} folder={folder} />
          ))}
        </ul>
      )}
      {programs.length > 0 && (
        <ul className={`border-line border-t ${className}`} aria-label={t('models.programs.title')}>
          {programs.map((found) => (
            <ProgramRow key={`${found.program} ${found.path}`} found={found} />
          ))}
        </ul>
      )}
    </>
  );
}
