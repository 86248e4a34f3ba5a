import { useTranslation } from 'react-i18next';
import { formatPercent } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { LoadFailure } from '../../components/model-loader/load-failure.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { changeSettings } from '../../stores/chat-settings.ts';
import { useEngine, useLoadedModel } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { showConversation } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Note } from '../../ui/note.tsx';
import { ownerOf } from './copies.ts';
import { MoreActions } from './model-actions.tsx';
import { Condition } from './model-condition.tsx';
import { Copies } from './model-copies.tsx';
import { Facts } from './model-facts-list.tsx';

/** The chosen model: what it is, and what can be done with it. */
export function ModelDetails({ model, onClose }: { model: Model; onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useLoadedModel(model.id);
  const owner = ownerOf(model);
  const isMissing = useLibrary((state) => state.folders.some((folder) => folder.path === model.folder && !folder.isPresent));
  return (
    <aside className="panel" aria-label={t('models.details')}>
      <div className="bar">
        <h2 className="cut font-semibold text-[13px]/5" title={model.name}>
          {model.name}
        </h2>
        <span className="grow" />
        <IconButton label={t('models.close')} icon="x" onClick={onClose} />
      </div>
      <div className="body">
        <Condition model={model} />
        {isMissing && (
          <Note icon="disk" title={t('models.driveMissing')} className="mb-3.5">
            {t('models.driveMissingNext')}
          </Note>
        )}
        {canChat(model) && !isMissing && <MainActions model={model} />}
        {(entry?.state.type === 'failed' || entry?.state.type === 'crashed') && <LoadFailure error={entry.state.error} />}
        {owner && <p className="t-12 c2 mt-3.5">{t('models.programs.owner', { name: t(`models.programs.phrases.${owner}`) })}</p>}
        {model.place === 'starter' && <p className="t-12 c2 mt-3.5">{t('models.starterAbout')}</p>}
        <section className="sec mt-3.5 border-line! border-t! pt-3.5!">
          <Facts model={model} />
        </section>
        {!isMissing && <Copies model={model} />}
        {!isMissing && <MoreActions model={model} />}
      </div>
    </aside>
  );
}

function MainActions({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const state = useLoadedModel(model.id)?.state;
  const fit = useEngine((engine) => engine.estimates[model.id]?.fit);
  const isHere = state?.type === 'ready' || state?.type === 'loading';

  function chat() {
    changeSettings(undefined, { modelId: model.id });
    showConversation(undefined);
  }
  const load = () => void attempt(host().then((client) => client.engine.load({ modelId: model.id, settings: {}, remember: false })));
  const unload = () => void attempt(host().then((client) => client.engine.unload({ modelId: model.id })));
  const words = {
    ready: t('loader.unload'),
    loading: `${t('loader.cancel')} · ${state?.type === 'loading' ? formatPercent(i18n.language, state.progress) : ''}`,
    none: fit === 'too-large' ? t('loader.actions.load-anyway') : t('loader.actions.load'),
  }[state?.type === 'ready' || state?.type === 'loading' ? state.type : 'none'];
  return (
    <div className="row gap-1.5!">
      <Button variant="primary" icon="chat" className="grow" onClick={chat}>
        {t('models.chat')}
      </Button>
      <Button icon={state?.type === 'ready' ? 'eject' : undefined} onClick={isHere ? unload : load}>
        {words}
      </Button>
    </div>
  );
}
