import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayGroup, formatBytes, formatParameters, formatPercent } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { Fit } from '../../components/fit.tsx';
import { describeBroken } from '../../errors.ts';
import { useEngine } from '../../stores/engine.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { columns } from './columns.ts';
import { type Column, isBroken, type Row, rowBytes, usedAt } from './list-models.ts';
import { usePlaceName } from './place-name.ts';
import { shortDate } from './short-date.ts';
import { canRepair, repairModel } from './source-actions.ts';

interface ModelCellsProps {
  row: Row;
  /** Its folder is not there now: an unplugged drive, say. */
  isMissing: boolean;
}

/** The cells of one row, in the order of the columns. Only the rows concerned are drawn again while a model loads. */
export const ModelCells = memo(function ModelCells({ row, isMissing }: ModelCellsProps) {
  const { t, i18n } = useTranslation();
  const placeName = usePlaceName();
  const [model] = row;
  const places = new Set(row.map(placeName));
  const cells: Record<Column, ReactNode> = {
    name: <Name row={row} />,
    parameters: model.parameterCount ? formatParameters(i18n.language, model.parameterCount) : '–',
    version: model.quantization ?? '–',
    fit: <FitCell model={model} isMissing={isMissing} />,
    where: (
      <span className="cut block max-w-[90px] @min-[950px]:max-w-[136px]" title={row.map(({ files }) => files[0]?.path).join('\n')}>
        {places.size > 1 ? t('models.places', { count: places.size }) : placeName(model)}
      </span>
    ),
    used: <LastUsed row={row} />,
    size: formatBytes(i18n.language, rowBytes(row)),
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
}, isSame);

function isSame(before: ModelCellsProps, now: ModelCellsProps): boolean {
  const { row } = before;
  return before.isMissing === now.isMissing && row.length === now.row.length && row.every((model, index) => model === now.row[index]);
}

function Name({ row }: { row: Row }) {
  const { t, i18n } = useTranslation();
  const [model] = row;
  // Of copies any may be the loaded one.
  const state = useEngine(({ models }) => models.find(({ modelId }) => row.some(({ id }) => id === modelId))?.state);
  return (
    <span className="row gap-2.5!">
      <span className={`ava sm ${isBroken(model) ? 'bg-danger-soft! text-danger!' : ''}`}>
        {isBroken(model) ? <Icon name="alert" size={14} /> : model.name.slice(0, 1)}
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
      {row.length > 1 && <Tag tone="warn">{t('models.tags.copies', { count: row.length })}</Tag>}
      {model.upstream?.state === 'newer' && <Tag>{t('models.tags.update')}</Tag>}
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
  if (isBroken(model)) {
    // A cell holds words, no sentence.
    const reason = model.broken ? describeBroken(t, model.broken).replace(/[.。]$/, '') : t('models.wrong.short');
    return (
      <span className="row gap-2.5!">
        <span className="c-danger line-clamp-2 whitespace-normal text-[12px]/4 @min-[950px]:whitespace-nowrap" title={reason}>
          {reason}
        </span>
        {canRepair(model) && (
          <Button
            size="sm"
            tabIndex={-1}
            aria-label={t('models.repair.of', { name: model.name })}
            onClick={(event) => {
              event.stopPropagation();
              void repairModel(model);
            }}
          >
            {t('models.repair.action')}
          </Button>
        )}
      </span>
    );
  }
  return estimate ? <Fit estimate={estimate} short /> : null;
}

function LastUsed({ row }: { row: Row }) {
  const { t, i18n } = useTranslation();
  const at = usedAt(
    row,
    useEngine((state) => state.models),
  );
  if (at === Number.POSITIVE_INFINITY) return t('models.used.now');
  if (at === 0) return t('models.used.never');
  const day = dayGroup(i18n.language, at, Date.now());
  if (day.type === 'today') return t('models.used.today');
  if (day.type === 'yesterday') return t('models.used.yesterday');
  return shortDate(i18n.language, at);
}
