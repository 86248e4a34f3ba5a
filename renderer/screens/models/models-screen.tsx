import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addFolder, pickPaths } from '../../components/host-folder.tsx';
import { ProgramsFound, useUnusedPrograms } from '../../components/programs-found.tsx';
import { refreshEstimates, useEngine } from '../../stores/engine.ts';
import { useLibrary, useModel } from '../../stores/models.ts';
import { useMemory } from '../../stores/system.ts';
import { showDiscover, useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { copiesOf } from './copies.ts';
import { ImportDialog, type ImportSource } from './import-dialog.tsx';
import { Imports } from './imports.tsx';
import { type ListWish, listModels } from './list-models.ts';
import { ModelDetails } from './model-details.tsx';
import { ModelsBar } from './models-bar.tsx';
import { ModelsTable } from './models-table.tsx';
import { ModelsTools } from './models-tools.tsx';
import { useFileDrop } from './use-file-drop.ts';

const showModel = (modelId: string | undefined) => useUi.setState({ modelId });

/** "My models": the library as a table, the chosen model's details beside it. */
export function ModelsScreen() {
  const { t } = useTranslation();
  const { models, isKnown, isScanning } = useLibrary();
  const loaded = useEngine((state) => state.models);
  const estimates = useEngine((state) => state.estimates);
  const chosen = useModel(useUi((state) => state.modelId));
  const [wish, setWish] = useState<ListWish>({ query: '', filter: undefined, sort: { column: 'used', isDescending: true } });
  const [sources, setSources] = useState<ImportSource[]>([]);
  const [isDismissed, setDismissed] = useState(false);
  const isDropping = useFileDrop(setSources);

  async function pickFiles() {
    const paths = await pickPaths('files');
    setSources(paths.map((path) => ({ path, sizeBytes: undefined })));
  }
  const rows = listModels(models, wish, { loaded, estimates });
  return (
    <div className="sheet">
      <main className="main relative">
        <ModelsBar onAddFiles={() => void pickFiles()} />
        <Imports />
        {models.length > 0 && <ModelsTools wish={wish} onWish={setWish} />}
        {models.length > 0 && !isDismissed && <Found onDismiss={() => setDismissed(true)} />}
        <div className="body @container px-4 pb-4">
          {models.length > 0 && <ModelsTable rows={rows} chosenId={chosen?.id} onChoose={showModel} wish={wish} onWish={setWish} />}
          {models.length > 0 && rows.length === 0 && (
            <EmptyState
              title={wish.query ? t('models.nothingFound', { query: wish.query }) : t('models.noneLikeThat')}
              action={<Button onClick={() => setWish({ ...wish, query: '', filter: undefined })}>{t('models.showAll')}</Button>}
            />
          )}
          {isKnown && !isScanning && models.length === 0 && <NoModels onAddFiles={() => void pickFiles()} />}
        </div>
        {isDropping && (
          <div className="absolute inset-2 z-(--z-panel) grid place-items-center rounded-[8px] border-2 border-accent border-dashed bg-surface/95">
            <EmptyState className="rounded-[8px] bg-surface" title={t('models.dropTitle')} text={t('models.dropText')} />
          </div>
        )}
      </main>
      {/* From one copy to another the focus stays where it is. */}
      {chosen && <ModelDetails key={copiesOf(chosen, models)[0]?.id} model={chosen} onClose={() => showModel(undefined)} />}
      <FreshEstimates />
      <ImportDialog sources={sources} onClose={() => setSources([])} />
    </div>
  );
}

/** Models of other programs, until they are used or the person wants none of it now; the folders keep the switches. */
function Found({ onDismiss }: { onDismiss: () => void }) {
  const { t } = useTranslation();
  if (useUnusedPrograms().length === 0) return null;
  return (
    <div className="mx-4 mt-1.5 mb-1 flex flex-none items-start gap-1">
      <ProgramsFound className="grow" />
      <IconButton className="mt-1.5" label={t('models.programs.hide')} icon="x" size="sm" onClick={onDismiss} />
    </div>
  );
}

function NoModels({ onAddFiles }: { onAddFiles: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      className="pt-24!"
      title={t('models.emptyTitle')}
      text={t('models.emptyText')}
      action={
        <>
          <div className="row flex-wrap justify-center">
            <Button variant="primary" icon="discover" onClick={() => showDiscover()}>
              {t('models.getModels')}
            </Button>
            <Button icon="plus" onClick={onAddFiles}>
              {t('models.addFiles')}
            </Button>
            <Button icon="folder" onClick={() => void addFolder()}>
              {t('models.addFolder')}
            </Button>
          </div>
          <ProgramsFound className="mt-3 w-full max-w-[520px]" />
        </>
      }
    />
  );
}

/** What fits depends on what is free: the estimates follow when a twentieth of the memory was taken or given back. */
function FreshEstimates() {
  const memory = useMemory();
  const step = memory && Math.round((20 * memory.freeBytes) / memory.totalBytes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when the step changes
  useEffect(refreshEstimates, [step]);
  return null;
}
