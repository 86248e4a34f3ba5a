import { useTranslation } from 'react-i18next';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLoadedModel } from '../../stores/engine.ts';
import { useLibrary, useModel } from '../../stores/models.ts';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Progress } from '../../ui/progress.tsx';
import { LoadProgressText } from './activity-line.tsx';
import { StarterHint } from './starter-hint.tsx';

const openers = ['word', 'shorten', 'dinners'] as const;

/** A conversation without a message yet: what it will be held with, and three ways to begin. */
export function EmptyChat({ modelId }: { modelId: string | undefined }) {
  const { t } = useTranslation();
  const model = useModel(modelId);
  const isKnown = useLibrary((state) => state.isKnown);
  const state = useLoadedModel(modelId)?.state;
  if (state?.type === 'loading' && model) return <LoadingChat modelId={model.id} name={model.name} progress={state.progress} />;
  if (isKnown && !model) {
    return (
      <EmptyState
        className="m-auto"
        title={t('chat.noModelTitle')}
        text={t('chat.noModelText')}
        action={<Button onClick={() => useUi.setState({ isLoaderOpen: true })}>{t('chat.chooseModel')}</Button>}
      />
    );
  }
  const readiness = state?.type === 'ready' ? 'chat.isReady' : 'chat.loadsWhenSent';
  return (
    <EmptyState
      className="m-auto w-full"
      title={t('chat.emptyTitle')}
      text={model ? t(readiness, { name: model.name }) : undefined}
      action={
        <>
          {openers.map((opener) => (
            <button
              key={opener}
              type="button"
              className="btn ghost w-[230px] border-line! font-normal!"
              onClick={() => useUi.setState({ draft: t(`chat.openerTexts.${opener}`) })}
            >
              {t(`chat.openers.${opener}`)}
            </button>
          ))}
          {model?.place === 'starter' && <StarterHint name={model.name} />}
        </>
      }
    />
  );
}

function LoadingChat({ modelId, name, progress }: { modelId: string; name: string; progress: number }) {
  const { t } = useTranslation();
  const title = t('chat.loading', { name });
  return (
    <div className="m-auto">
      <EmptyState
        title={title}
        action={
          <>
            <Progress value={progress} label={title} className="w-[220px]" />
            <p className="num t-12">
              <LoadProgressText progress={progress} />
            </p>
            <Button size="sm" onClick={() => void attempt(host().then((client) => client.engine.unload({ modelId })))}>
              {t('chat.cancel')}
            </Button>
            <p className="hint mt-1">{t('chat.writeMeanwhile')}</p>
          </>
        }
      />
    </div>
  );
}
