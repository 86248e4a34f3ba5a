import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayGroup, formatBytes, formatDate, formatParameters, formatPercent } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { Fit } from '../../components/fit.tsx';
import { describeBroken } from '../../errors.ts';
import { useEngine, useLoadedModel } from '../../stores/engine.ts';
import { Icon } from '../../ui/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { columns } from './columns.ts';
import { type Column, usedAt } from './list-models.ts';

interface ModelCellsProps {
  model: Model;
  copyCount: number;
  /** Its folder is not there now: an unplugged drive, say. */
  isMissing: boolean;
}

/** The cells of one row, in the order of the columns. Only the rows concerned are drawn again while a model loads. */
export const ModelCells = memo(function ModelCells({ model, copyCount, isMissing }: ModelCellsProps) {
  const { i18n } = useTranslation();
  const place = usePlace();
  const cells: Record<Column, ReactNode> = {
    name: <Name model={model} copyCount={copyCount} />,
    parameters: model.parameterCount ? formatParameters(i18n.language, model.parameterCount) : '–',
    version: model.quantization ?? '–',
    fit: <FitCell model={model} isMissing={isMissing} />,
    where: (
      <span className="cut block max-w-[120px]" title={model.files[0]?.path}>
        {place(model)}
      </span>
    ),
    used: <LastUsed model={model} />,
    size: formatBytes(i18n.language, model.sizeBytes),
  };
  const looks: Record<Column, string> = {
    name: '',
    parameters: 'c2 num',
    version: 'c2',
    fit: '',
    where: 'c2',
    used: 'c3',
    size: '',
  };
  return columns.map(({ name, look }) => (
    <td key={name} className={`h-[42px]! ${look} ${looks[name]}`}>
      {cells[name]}
    </td>
  ));
});

function Name({ model, copyCount }: { model: Model; copyCount: number }) {
  const { t, i18n } = useTranslation();
  const state = useLoadedModel(model.id)?.state;
  return (
    <span className="row gap-2.5!">
      <span className={`ava sm ${model.broken ? 'bg-danger-soft! text-danger!' : ''}`}>
        {model.broken ? <Icon name="alert" size={14} /> : model.name.slice(0, 1)}
      </span>
      <span className="m cut" title={model.name}>
        {model.name}
      </span>
      {state?.type === 'ready' && <Tag tone="ok">{t('models.tags.loaded')}</Tag>}
      {state?.type === 'loading' && (
        <Tag tone="accent">{t('models.tags.loading', { share: formatPercent(i18n.language, state.progress) })}</Tag>
      )}
      {state?.type === 'crashed' && <Tag tone="danger">{t('loader.stopped')}</Tag>}
      {state?.type === 'failed' && <Tag tone="danger">{t('loader.failed')}</Tag>}
      {copyCount > 1 && <Tag tone="warn">{t('models.tags.copies', { count: copyCount })}</Tag>}
      {model.place === 'starter' && <Tag>{t('models.tags.starter')}</Tag>}
      {model.kind === 'embedding' && <Tag>{t('models.tags.embedding')}</Tag>}
      {model.kind === 'projector' && <Tag>{t('models.tags.projector')}</Tag>}
    </span>
  );
}

function FitCell({ model, isMissing }: { model: Model; isMissing: boolean }) {
  const { t } = useTranslation();
  const estimate = useEngine((state) => state.estimates[model.id]);
  if (isMissing) return <span className="t-12 c3">{t('models.driveMissing')}</span>;
  if (model.broken) {
    const reason = describeBroken(t, model.broken);
    return (
      <span className="c-danger line-clamp-2 whitespace-normal text-[12px]/4" title={reason}>
        {reason}
      </span>
    );
  }
  return estimate ? <Fit estimate={estimate} short /> : null;
}

function LastUsed({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const at = usedAt(
    model,
    useEngine((state) => state.models),
  );
  if (at === Number.POSITIVE_INFINITY) return t('models.used.now');
  if (at === 0) return t('models.used.never');
  const day = dayGroup(i18n.language, at, Date.now());
  if (day.type === 'today') return t('models.used.today');
  if (day.type === 'yesterday') return t('models.used.yesterday');
  return shortDate(i18n.language, at);
}

/** 17 Nov; in Chinese the whole date is short. */
function shortDate(locale: string, at: number): string {
  if (locale.startsWith('zh')) return formatDate(locale, at, Date.now());
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) }).format(at);
}

/** Alcove's own folder by name, others by their last part. */
function usePlace(): (model: Model) => string {
  const { t } = useTranslation();
  return (model) => {
    if (model.place === 'starter' || model.place === 'alcove') return t('app.name');
    if (model.place === 'linked') return t('models.linked');
    return model.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? model.folder;
  };
}
