import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { useEngine, useLoadedModel } from '../../stores/engine.ts';
import { Fit } from '../fit.tsx';

interface ModelRowProps {
  id: string;
  model: Model;
  isChosen: boolean;
  /** The conversation uses it now. */
  isInUse: boolean;
  onChoose: () => void;
  onAct: () => void;
}

/** One model to choose; while it loads its second line is the bar. */
export function ModelRow({ id, model, isChosen, isInUse, onChoose, onAct }: ModelRowProps) {
  const { t, i18n } = useTranslation();
  const entry = useLoadedModel(model.id);
  const estimate = useEngine((state) => state.estimates[model.id]);
  return (
    // The keyboard is handled by the search field, which keeps the focus.
    // biome-ignore lint/a11y/useFocusableInteractive: reached through aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles the keys
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      title={model.name}
      className={`flex h-11 items-center gap-2.5 rounded-[6px] px-2 ${isChosen ? 'bg-selected' : 'hover:bg-hover'}`}
      // The focus stays in the search field, so that Enter acts on what was clicked.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onDoubleClick={onAct}
    >
      <span className="ava sm">{model.name.slice(0, 1)}</span>
      <span className="col grow leading-[17px]">
        <span className="row h-[17px] gap-1.5!">
          <span className="m cut">{model.name}</span>
          {entry?.state.type === 'ready' && isInUse && <span className="tag ok h-4!">{t('loader.inUse')}</span>}
          {entry?.state.type === 'failed' && <span className="tag danger h-4!">{t('loader.failed')}</span>}
          {entry?.state.type === 'crashed' && <span className="tag danger h-4!">{t('loader.stopped')}</span>}
        </span>
        {entry?.state.type === 'loading' ? (
          <span className="flex h-[17px] items-center">
            <span className="prog w-full" style={{ '--v': `${Math.round(entry.state.progress * 100)}%` } as CSSProperties} />
            <span className="sr">{t('loader.loading')}</span>
          </span>
        ) : (
          <span className="t-12 c3 cut">{model.quantization ?? model.architecture}</span>
        )}
      </span>
      {estimate && <Fit estimate={estimate} compact />}
      <span className="num t-12 c2 w-[58px] text-right">{formatBytes(i18n.language, model.sizeBytes)}</span>
    </div>
  );
}
