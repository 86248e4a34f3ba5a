import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { Library, OtherProgram } from '../../../shared/models.ts';
import { pickPaths } from '../../components/host-folder.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Step } from './step.tsx';

/** As these programs call themselves everywhere. */
const names: Record<OtherProgram, string> = { 'lm-studio': 'LM Studio', ollama: 'Ollama', 'hugging-face': 'Hugging Face' };

async function changeFolder(): Promise<void> {
  const [path] = await pickPaths('folder');
  if (path) await attempt(host().then((client) => client.models.setDefaultFolder({ path })));
}

function FoundProgram({ found }: { found: Library['programs'][number] }) {
  const { t, i18n } = useTranslation();
  const { program, path, isUsed, modelCount, sizeBytes } = found;
  const name = names[program];
  const setUsed = (next: boolean) => {
    // biome-ignore lint/correctness/useHookAtTopLevel: a procedure of the host, no hook.
    void attempt(host().then((client) => client.models.useProgram({ program, isUsed: next })));
  };
  return (
    <div className="row mt-1.5 min-h-6 gap-3!">
      <p className="t-12 c3 grow" title={path}>
        {t('firstStart.found', { count: modelCount, name, size: formatBytes(i18n.language, sizeBytes) })}
      </p>
      <Switch label={t('firstStart.useProgram', { name })} checked={isUsed} onChange={setUsed} />
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
