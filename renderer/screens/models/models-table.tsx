import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLibrary } from '../../stores/models.ts';
import { Icon } from '../../ui/icon.tsx';
import { columns } from './columns.ts';
import type { Column, ListWish, Row } from './list-models.ts';
import { ModelCells } from './model-cells.tsx';
import { canTrash, trashModel } from './trash-model.ts';

const startsDescending: Column[] = ['used', 'size', 'parameters'];

interface ModelsTableProps {
  rows: Row[];
  chosenId: string | undefined;
  onChoose: (modelId: string | undefined) => void;
  wish: ListWish;
  onWish: (wish: ListWish) => void;
}

/** One row per model. The arrows go through the rows, Enter and a click show the details, Delete moves to the trash; of copies it is said in the details which one. */
export function ModelsTable({ rows, chosenId, onChoose, wish, onWish }: ModelsTableProps) {
  const { t } = useTranslation();
  const folders = useLibrary((state) => state.folders);
  const missing = folders.filter((folder) => !folder.isPresent).map((folder) => folder.path);
  const isChosen = (row: Row) => row.some(({ id }) => id === chosenId);
  const focusable = rows.find(isChosen) ?? rows[0];

  function sortBy(column: Column) {
    const isSame = wish.sort.column === column;
    onWish({ ...wish, sort: { column, isDescending: isSame ? !wish.sort.isDescending : startsDescending.includes(column) } });
  }
  function handleKey(event: KeyboardEvent<HTMLTableRowElement>, [model, ...copies]: Row) {
    if (event.target !== event.currentTarget) return;
    const row = event.currentTarget;
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (next instanceof HTMLElement) next.focus();
    else if (event.key === 'Enter' || event.key === ' ') onChoose(model.id);
    else if (event.key === 'Delete' && copies.length === 0 && canTrash(model)) void trashModel(model);
    else return;
    event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen
    <table className="table" role="grid" aria-label={t('models.title')}>
      <thead>
        <tr>
          {columns.map(({ name, look }) => (
            <th
              key={name}
              className={look}
              aria-sort={wish.sort.column !== name ? 'none' : wish.sort.isDescending ? 'descending' : 'ascending'}
            >
              <button type="button" className="inline-flex items-center gap-1 font-medium hover:text-text" onClick={() => sortBy(name)}>
                {t(`models.columns.${name}`)}
                {wish.sort.column === name && <Icon name="down" size={12} className={wish.sort.isDescending ? '' : 'rotate-180'} />}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const [model] = row;
          const isMissing = missing.includes(model.folder);
          return (
            <tr
              key={model.id}
              tabIndex={row === focusable ? 0 : -1}
              aria-selected={isChosen(row)}
              className={`${isChosen(row) ? '*:border-transparent! *:bg-selected' : 'hover:*:bg-hover'} ${isMissing ? '[&_.m]:text-text-3 [&>td]:text-text-3!' : ''}`}
              onClick={() => onChoose(model.id)}
              onKeyDown={(event) => handleKey(event, row)}
            >
              <ModelCells row={row} isMissing={isMissing} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
