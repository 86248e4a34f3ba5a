import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import type { SearchSort, SourceId } from '../../../shared/hub.ts';
import { changeWish, isStart, useSearch } from '../../stores/hub-search.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';

const sources: readonly SourceId[] = ['hugging-face', 'model-scope'];
const sorts: readonly SearchSort[] = ['trending', 'downloads', 'likes', 'updated', 'size'];

/** How many there are and where; in which order. */
export function SourceLine() {
  const { t, i18n } = useTranslation();
  const wish = useSearch((state) => state.wish);
  const total = useSearch((state) => state.total);
  const place = t(`discover.sources.${wish.source}`);
  const isFirst = isStart(wish);
  const count = total === undefined ? place : t('discover.countOn', { number: formatCount(i18n.language, total), place });
  return (
    <div className="row t-12 c3 h-6">
      <Menu
        trigger={
          <button type="button" className="btn ghost sm num c3 -ml-2 font-normal!" aria-label={t('discover.source', { place: count })}>
            {count}
            <Icon name="down" size={14} />
          </button>
        }
        items={sources.map((source) => ({
          label: t(`discover.sources.${source}`),
          isChecked: wish.source === source,
          onSelect: () => changeWish({ source }),
        }))}
      />
      <span className="grow" />
      <Menu
        align="end"
        trigger={
          <button type="button" className="btn ghost sm">
            {isFirst ? t('discover.sorts.suggested') : t(`discover.sorts.${wish.sort ?? 'trending'}`)}
            <Icon name="down" size={14} />
          </button>
        }
        items={[
          ...(wish.text.trim() === '' && wish.source === 'hugging-face'
            ? [{ label: t('discover.sorts.suggested'), isChecked: isFirst, onSelect: () => changeWish({ sort: undefined }) }]
            : []),
          ...sorts.map((sort) => ({
            label: t(`discover.sorts.${sort}`),
            isChecked: !isFirst && (wish.sort ?? 'trending') === sort,
            onSelect: () => changeWish({ sort }),
          })),
        ]}
      />
    </div>
  );
}
