import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canChat } from '../../../shared/usual-model.ts';
import { useConversationModelId, useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadForm } from './load-form.tsx';
import { LoaderList } from './loader-list.tsx';
import { groupModels } from './model-groups.ts';
import { useLoadPlan } from './use-load-plan.ts';

interface ModelLoaderProps {
  /** The conversation's own model. */
  modelId: string | undefined;
  onChoose: (modelId: string) => void;
  onClose: () => void;
}

/** What the loader's popover holds: the models on the left, the chosen one on the right; on a narrow page one after the other. */
export function ModelLoader({ modelId, onChoose, onClose }: ModelLoaderProps) {
  const { t } = useTranslation();
  const inUseId = useConversationModelId(modelId);
  const library = useLibrary((state) => state.models);
  const folders = useLibrary((state) => state.folders);
  const loaded = useEngine((state) => state.models);
  const [query, setQuery] = useState('');
  const [chosenId, setChosenId] = useState(inUseId);
  const [isModelShown, setIsModelShown] = useState(false);
  const models = library.filter((model) => canChat(model) && !folders.some(({ path, isPresent }) => path === model.folder && !isPresent));
  const groups = groupModels(models, loaded, query);
  const rows = groups.flatMap((group) => group.models);
  const chosen = rows.find((model) => model.id === chosenId) ?? rows[0];
  const plan = useLoadPlan({ model: chosen, isInUse: chosen?.id === inUseId, onChoose, onClose });
  return (
    <div className="grid h-[536px] max-h-[calc(100dvh-76px)] w-[640px] max-w-[calc(100vw-24px)] grid-cols-[292px_minmax(0,1fr)] overflow-hidden max-[760px]:grid-cols-1">
      <div className={`flex min-h-0 flex-col border-line border-r max-[760px]:border-r-0 ${isModelShown ? 'max-[760px]:hidden' : ''}`}>
        <LoaderList
          groups={groups}
          modelCount={models.length}
          query={query}
          onQuery={setQuery}
          chosenId={chosen?.id}
          onChoose={setChosenId}
          onOpen={(id) => {
            setChosenId(id);
            setIsModelShown(true);
          }}
          onAct={() => plan?.act()}
          inUseId={inUseId}
          onClose={onClose}
        />
      </div>
      <div className={`flex min-h-0 min-w-0 flex-col ${isModelShown ? '' : 'max-[760px]:hidden'}`}>
        <div className="hidden px-2 pt-2 max-[760px]:block">
          <Button variant="quiet" size="sm" icon="left" onClick={() => setIsModelShown(false)}>
            {t('loader.back')}
          </Button>
        </div>
        {plan ? (
          <LoadForm key={plan.model.id} plan={plan} />
        ) : (
          <EmptyState className="m-auto" title={t('loader.noModels')} text={t('loader.noModelsHint')} />
        )}
      </div>
    </div>
  );
}
