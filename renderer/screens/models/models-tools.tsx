import { useTranslation } from 'react-i18next';
import { useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { useHardware } from '../../stores/system.ts';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon-shapes.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { filters, type ListWish, type ModelFilter, rowsOf } from './list-models.ts';

const icons: Record<ModelFilter, IconName | undefined> = { fits: undefined, copies: 'copy', broken: 'alert' };
const names: ModelFilter[] = ['fits', 'copies', 'broken'];

/** Search and the filters; a filter that would keep nothing is left out. */
export function ModelsTools({ wish, onWish }: { wish: ListWish; onWish: (wish: ListWish) => void }) {
  const { t } = useTranslation();
  const rows = rowsOf(useLibrary((state) => state.models));
  const loaded = useEngine((state) => state.models);
  const estimates = useEngine((state) => state.estimates);
  const hasCard = (useHardware()?.gpus.length ?? 0) > 0;
  const context = { loaded, estimates };
  const labels: Record<ModelFilter, string> = {
    fits: hasCard ? t('loader.fit.gpu') : t('loader.fit.fits'),
    copies: t('models.filters.copies'),
    broken: t('models.filters.broken'),
  };
  return (
    <div className="flex flex-none flex-wrap items-center gap-1.5 px-4 pt-2.5 pb-1">
      <SearchInput className="w-[220px]!" label={t('models.find')} value={wish.query} onChange={(query) => onWish({ ...wish, query })} />
      {names.map((name) => {
        const count = rows.filter((row) => row.some((model) => filters[name](model, context))).length;
        const isOn = wish.filter === name;
        if (count === 0 && !isOn) return null;
        return (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={isOn}
            onClick={() => onWish({ ...wish, filter: isOn ? undefined : name })}
          >
            {icons[name] && <Icon name={icons[name]} />}
            {labels[name]}
            <span className="num c3">{count}</span>
          </button>
        );
      })}
    </div>
  );
}
