import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { updateSettings } from '../../stores/settings.ts';
import { showConversation, useUi } from '../../stores/ui.ts';
import { ArchMark } from '../../ui/arch-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { FirstModel, starterChoice } from './first-model.tsx';
import { LookMenus } from './look-menus.tsx';
import { ThisComputer } from './this-computer.tsx';
import { type Recommended, useRecommended } from './use-recommended.ts';
import { WhereModelsGo } from './where-models-go.tsx';

function finish(): void {
  useUi.setState({ firstStart: 'closed' });
  showConversation(undefined);
  void updateSettings({ hasFinishedFirstStart: true });
}

function startDownload({ source, repository, versionId }: Recommended): void {
  void attempt(host().then((client) => client.downloads.add({ source, repository, versionId })));
}

/** Three steps on one page; every one of them can be left as it is. */
export function FirstStart({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const starter = useLibrary((state) => state.models.find((model) => model.place === 'starter'));
  const models = useRecommended();
  const [chosen, setChosen] = useState<string>();
  const wanted =
    chosen === starterChoice ? undefined : (models.recommended.find(({ repository }) => repository === chosen) ?? models.recommended[0]);
  const startTalking = () => {
    finish();
    if (starter) void attempt(host().then((client) => client.engine.load({ modelId: starter.id })));
  };
  const downloadAndTalk = (model: Recommended) => {
    startDownload(model);
    startTalking();
  };
  return (
    <div className="flex h-dvh flex-col overflow-y-auto">
      <header className="window-top flex h-11 flex-none items-center justify-end px-3">
        <LookMenus settings={settings} />
      </header>
      <main className="mx-auto flex w-[680px] max-w-[calc(100vw-48px)] flex-1 flex-col justify-center pb-5">
        <div className="mb-6 flex flex-col items-center gap-1 text-center">
          <ArchMark height={48} className="text-accent" />
          <h1 className="t-26 b welcome mt-2.5">{t('firstStart.welcome')}</h1>
          <p className="c2 t-14">{t('firstStart.promise')}</p>
        </div>
        <ol className="card">
          <ThisComputer />
          <FirstModel starter={starter} models={models} choice={wanted?.repository ?? starterChoice} onChoose={setChosen} />
          <WhereModelsGo />
        </ol>
        {/* In sight on a low window too. */}
        <div className="sticky bottom-0 z-(--z-sticky) mt-0.5 flex flex-wrap justify-end gap-2 bg-stone py-4">
          <Button variant="quiet" size="lg" onClick={wanted && starter ? startTalking : finish}>
            {wanted && starter ? t('firstStart.onlyStarter') : t('firstStart.skip')}
          </Button>
          <Button variant="primary" size="lg" onClick={wanted ? () => downloadAndTalk(wanted) : startTalking}>
            {wanted ? t('firstStart.downloadAndStart', { name: wanted.name }) : t('firstStart.start')}
          </Button>
        </div>
      </main>
    </div>
  );
}
