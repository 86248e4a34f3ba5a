import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatPercent } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { LoadFailure } from '../../components/model-loader/load-failure.tsx';
import { attempt, describeBroken } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { changeSettings } from '../../stores/chat-settings.ts';
import { useEngine, useLoadedModel } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { useSystem } from '../../stores/system.ts';
import { showConversation } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { IconName } from '../../ui/icon-shapes.tsx';
import { Note } from '../../ui/note.tsx';
import { LoadDefaultsDialog } from './load-defaults-dialog.tsx';
import { canTrash, trashModel } from './trash-model.ts';

/** The chosen model: what it is, and what can be done with it. */
export function ModelDetails({ model, onClose }: { model: Model; onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useLoadedModel(model.id);
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
        {model.broken && (
          <Note tone="bad" title={describeBroken(t, model.broken)} className="mb-3.5">
            {t('models.brokenNext')}
          </Note>
        )}
        {isMissing && (
          <Note icon="disk" title={t('models.driveMissing')} className="mb-3.5">
            {t('models.driveMissingNext')}
          </Note>
        )}
        {canChat(model) && !isMissing && <MainActions model={model} />}
        {(entry?.state.type === 'failed' || entry?.state.type === 'crashed') && <LoadFailure error={entry.state.error} />}
        {model.place === 'starter' && <p className="t-12 c2 mt-3.5">{t('models.starterAbout')}</p>}
        <section className="sec mt-3.5 border-line! border-t! pt-3.5!">
          <Facts model={model} />
        </section>
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

function Facts({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const entry = useLoadedModel(model.id);
  const estimate = useEngine((state) => state.estimates[model.id]);
  const count = (value: number) => formatCount(i18n.language, value);
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const [first] = model.files;
  const memory = entry?.state.type === 'ready' ? { bytes: entry.memoryBytes, settings: entry.settings } : undefined;
  const needed = memory?.bytes ?? estimate?.totalBytes;
  const context = memory?.settings.contextLength ?? estimate?.settings.contextLength;
  const rows: [name: string, value: ReactNode, hint?: string | undefined][] = [];
  if (model.publisher) rows.push([t('models.facts.from'), [model.publisher, model.repository].filter(Boolean).join('/')]);
  if (first) {
    const others = model.files.length - 1;
    const name = first.path.split(/[\\/]/).at(-1);
    rows.push([t('models.facts.file'), others > 0 ? t('models.facts.files', { name, count: others }) : name, first.path]);
  }
  if (model.architecture) rows.push([t('models.facts.architecture'), model.architecture]);
  if (model.contextLength) rows.push([t('models.facts.context'), t('models.facts.upTo', { tokens: count(model.contextLength) })]);
  if (needed && context) rows.push([t('models.facts.memory'), t('models.facts.memoryAt', { size: size(needed), tokens: count(context) })]);
  rows.push([t('models.columns.size'), size(model.sizeBytes)]);
  if (entry?.template) rows.push([t('models.facts.template'), t(`models.facts.templates.${entry.template.source}`), entry.template.reason]);
  else if (canChat(model)) {
    rows.push([t('models.facts.template'), t(`models.facts.templates.${model.hasChatTemplate ? 'model' : 'fallback'}`)]);
  }
  return (
    <dl className="kv">
      {rows.map(([name, value, hint]) => (
        <div key={name} className="contents">
          <dt>{name}</dt>
          <dd className={`num ${name === t('models.facts.file') ? 'mono cut' : 'break-words'}`} title={hint}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function MoreActions({ model }: { model: Model }) {
  const { t } = useTranslation();
  const canReveal = useSystem((state) => state.info?.canReveal ?? false);
  const [areDefaultsOpen, setAreDefaultsOpen] = useState(false);
  const reveal = () => void attempt(host().then((client) => client.models.reveal({ id: model.id })));
  return (
    <section className="sec col mt-3.5 gap-0.5 pt-3!">
      {canChat(model) && (
        <Action icon="presets" onClick={() => setAreDefaultsOpen(true)}>
          {t('models.loadDefaults')}
        </Action>
      )}
      {canReveal && (
        <Action icon="folder" onClick={reveal}>
          {t('models.reveal')}
        </Action>
      )}
      {canTrash(model) && (
        <Action icon="trash" isDanger onClick={() => void trashModel(model)}>
          {model.place === 'linked' ? t('models.unlink') : t('models.trash')}
        </Action>
      )}
      {areDefaultsOpen && <LoadDefaultsDialog model={model} onClose={() => setAreDefaultsOpen(false)} />}
    </section>
  );
}

function Action({
  icon,
  isDanger = false,
  onClick,
  children,
}: {
  icon: IconName;
  isDanger?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={`item -mx-2 w-[calc(100%+16px)] ${isDanger ? 'text-danger! [&_.i]:text-danger!' : 'text-text!'}`}
      onClick={onClick}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
