import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/models.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { setProgramUsed } from '../../components/programs-found.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { useSystem } from '../../stores/system.ts';
import { toast } from '../../stores/toasts.ts';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon-shapes.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { CheckProgress } from './check-progress.tsx';
import { ownerOf } from './copies.ts';
import { LoadDefaultsDialog } from './load-defaults-dialog.tsx';
import { checkModel, lookUpstream } from './source-actions.ts';
import { canTrash, trashModel } from './trash-model.ts';

/** Everything that can be done with a model besides talking to it. */
export function MoreActions({ model }: { model: Model }) {
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
      {model.origin && <SourceActions model={model} />}
      <Leave model={model} />
      {areDefaultsOpen && <LoadDefaultsDialog model={model} onClose={() => setAreDefaultsOpen(false)} />}
    </section>
  );
}

function SourceActions({ model }: { model: Model }) {
  const { t } = useTranslation();
  const isChecking = useLibrary((state) => state.verifications.some(({ modelId }) => modelId === model.id));
  const [isLooking, setLooking] = useState(false);
  async function look() {
    if (isLooking) return;
    setLooking(true);
    await lookUpstream(model);
    setLooking(false);
  }
  return (
    <>
      {isChecking ? (
        <CheckProgress model={model} />
      ) : (
        <Action icon="shield" onClick={() => void checkModel(model)}>
          {t('models.check.action')}
        </Action>
      )}
      <Action icon="sync" isBusy={isLooking} onClick={() => void look()}>
        {t('models.upstream.action')}
      </Action>
    </>
  );
}

/** How the model leaves the list: to the trash, off the list, or with all of its program. */
function Leave({ model }: { model: Model }) {
  const { t } = useTranslation();
  const owner = ownerOf(model);
  if (owner) {
    const name = t(`models.programs.phrases.${owner}`);
    const leave = async () => {
      if (!(await setProgramUsed(owner, false))) return;
      const undo = () => void setProgramUsed(owner, true);
      toast({ icon: 'x', text: t('models.programs.left', { name }), action: { label: t('models.undo'), onSelect: undo } });
    };
    return (
      <Action icon="x" onClick={() => void leave()}>
        {t('models.programs.noLonger', { name })}
      </Action>
    );
  }
  // Of several copies one is deleted where they are listed.
  if (!canTrash(model) || model.duplicateIds?.length) return null;
  return (
    <Action icon="trash" isDanger onClick={() => void trashModel(model)}>
      {model.place === 'linked' ? t('models.unlink') : t('models.trash')}
    </Action>
  );
}

interface ActionProps {
  icon: IconName;
  isDanger?: boolean;
  isBusy?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Action({ icon, isDanger = false, isBusy = false, onClick, children }: ActionProps) {
  return (
    <button
      type="button"
      className={`item -mx-2 w-[calc(100%+16px)] text-left ${isDanger ? 'text-danger! [&_.i]:text-danger!' : 'text-text!'}`}
      aria-busy={isBusy || undefined}
      onClick={onClick}
    >
      {isBusy ? <Spinner /> : <Icon name={icon} />}
      {children}
    </button>
  );
}
