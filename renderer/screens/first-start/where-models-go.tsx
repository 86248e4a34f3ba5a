import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { Library } from '../../../shared/models.ts';
import { pickPaths } from '../../components/host-folder.tsx';
import { setProgramUsed } from '../../components/programs-found.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Step } from './step.tsx';

async function changeFolder(): Promise<void> {
  const [path] = await pickPaths('folder');
  if (path) await attempt(host().then((client) => client.models.setDefaultFolder({ path })));
}

function FoundProgram({ found }: { found: Library['programs'][number] }) {
  const { t, i18n } = useTranslation();
  const { program, path, isUsed, modelCount, sizeBytes } = found;
  const name = t(`models.programs.phrases.${program}`);
  return (
    <div className="row mt-1.5 min-h-6 gap-3!">
      <p className="t-12 c3 grow" title={path}>
        {t('models.programs.found', { count: modelCount, name, size: formatBytes(i18n.language, sizeBytes) })}
      </p>
      <Switch label={t('models.programs.use', { name })} checked={isUsed} onChange={(next) => void setProgramUsed(program, next)} />
    </div>
  );
}

/** The folder for new models, and models that other programs have here already. */
export function WhereModelsGo() {
  const { t } = useTranslation();
  const folder = useLibrary((state) => state.folders.find(({ isDefault }) => isDefault));
  const programs = useLibrary((state) => state.programs);
  const found = programs.filter(({ modelCount }) => modelCount > 0);
  return (
    <Step mark={3} title={t('firstStart.where')}>
      <div className="row mt-1.5">
        <span className="input mono grow">
          <Icon name="folder" />
          <span className="cut select-text" title={folder?.path}>
            {folder?.path}
          </span>
        </span>
        <Button onClick={() => void changeFolder()}>{t('firstStart.change')}</Button>
      </div>
      {found.map((program) => (
        <FoundProgram key={`${program.program} ${program.path}`} found={program} />
      ))}
      {found.length === 0 && <p className="t-12 c3 mt-1.5">{t('firstStart.ownFiles')}</p>}
    </Step>
  );
}
