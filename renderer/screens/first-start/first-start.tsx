import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { Fit } from '../../components/fit.tsx';
import { pickPaths } from '../../components/host-folder.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { updateSettings } from '../../stores/settings.ts';
import { showConversation, useUi } from '../../stores/ui.ts';
import { ArchMark } from '../../ui/arch-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LookMenus } from './look-menus.tsx';
import { Step } from './step.tsx';
import { ThisComputer } from './this-computer.tsx';

const useStarter = () => useLibrary((state) => state.models.find((model) => model.place === 'starter'));

function FirstModel() {
  const { t } = useTranslation();
  const starter = useStarter();
  const estimate = useEngine((state) => starter && state.estimates[starter.id]);
  const isMissing = useLibrary((state) => state.isKnown && !state.isScanning) && !starter;
  return (
    <Step mark={starter ? 'done' : 2} title={t('firstStart.firstModel')}>
      <p className="c2">{isMissing ? t('firstStart.noStarter') : t('firstStart.starterReady')}</p>
      {!isMissing && (
        <div className="mt-2.5 flex min-h-14 items-center gap-3 rounded-lg border border-line px-3 py-2">
          <div className="col grow">
            <span className="m">{starter?.name ?? t('firstStart.starterName')}</span>
            <span className="t-12 c3">{t('firstStart.starterAbout')}</span>
          </div>
          <span className="max-[760px]:hidden">{estimate && <Fit estimate={estimate} />}</span>
          {starter && <span className="t-12 m c-ok w-16 text-right">{t('firstStart.ready')}</span>}
        </div>
      )}
    </Step>
  );
}

async function changeFolder(): Promise<void> {
  const [path] = await pickPaths('folder');
  if (path) await attempt(host().then((client) => client.models.setDefaultFolder({ path })));
}

function WhereModelsGo() {
  const { t } = useTranslation();
  const folder = useLibrary((state) => state.folders.find(({ isDefault }) => isDefault));
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
      <p className="t-12 c3 mt-1.5">{t('firstStart.ownFiles')}</p>
    </Step>
  );
}

function finish(): void {
  useUi.setState({ firstStart: 'closed' });
  showConversation(undefined);
  void updateSettings({ hasFinishedFirstStart: true });
}

/** Three steps on one page; every one of them can be left as it is. */
export function FirstStart({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const starter = useStarter();
  const startTalking = () => {
    finish();
    if (starter) void attempt(host().then((client) => client.engine.load({ modelId: starter.id })));
  };
  return (
    <div className="flex h-dvh flex-col overflow-y-auto">
      <header className="window-top flex h-11 flex-none items-center justify-end px-3">
        <LookMenus settings={settings} />
      </header>
      <main className="mx-auto flex w-[680px] max-w-[calc(100vw-48px)] flex-1 flex-col justify-center pb-9">
        <div className="mb-6 flex flex-col items-center gap-1 text-center">
          <ArchMark height={48} className="text-accent" />
          <h1 className="t-26 b welcome mt-2.5">{t('firstStart.welcome')}</h1>
          <p className="c2 t-14">{t('firstStart.promise')}</p>
        </div>
        <ol className="card">
          <ThisComputer />
          <FirstModel />
          <WhereModelsGo />
        </ol>
        <div className="mt-[18px] flex justify-end gap-2">
          <Button variant="quiet" size="lg" onClick={finish}>
            {t('firstStart.skip')}
          </Button>
          <Button variant="primary" size="lg" onClick={startTalking}>
            {t('firstStart.start')}
          </Button>
        </div>
      </main>
    </div>
  );
}
