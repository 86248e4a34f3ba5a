/** Changes the order of the queue: by dragging a row, by Alt and an arrow, or through its menu. */
import { type DragEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { moveDownload } from './actions.ts';

interface Target {
  id: string;
  side: 'before' | 'after';
}

const rowType = 'application/x-alcove-download';

export interface Reorder {
  /** What moved where, for those who do not see it. */
  said: string;
  rowProps: (id: string) => {
    draggable: boolean;
    onDragStart: (event: DragEvent<HTMLElement>) => void;
    onDragOver: (event: DragEvent<HTMLElement>) => void;
    onDrop: (event: DragEvent<HTMLElement>) => void;
    onDragEnd: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
  rowLook: (id: string) => string;
  menuItems: (id: string) => MenuItem[];
}

export function useReorder(rows: readonly Download[]): Reorder {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<Target>();
  const [said, setSaid] = useState('');
  const focused = useRef<Element>(null);
  const ids = rows.map(({ id }) => id);
  const order = ids.join();

  // A row that is put elsewhere loses the focus on the way.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the order
  useLayoutEffect(() => {
    if (focused.current instanceof HTMLElement && document.activeElement === document.body) focused.current.focus();
    focused.current = null;
  }, [order]);

  /** To the place that is counted without the row itself. */
  function moveTo(id: string, at: number) {
    const others = ids.filter((other) => other !== id);
    const place = Math.max(0, Math.min(at, others.length));
    if (ids.indexOf(id) === place) return;
    focused.current = document.activeElement;
    setSaid(t('downloads.moved', { name: rows.find((row) => row.id === id)?.name, at: place + 1, count: ids.length }));
    void moveDownload(id, others[place]);
  }
  const end = () => {
    setDragged(undefined);
    setTarget(undefined);
  };
  return {
    said,
    rowLook: (id) => `${id === dragged ? 'moving' : ''} ${target?.id === id && id !== dragged ? target.side : ''}`,
    menuItems: (id) => {
      const at = ids.indexOf(id);
      return [
        { label: t('downloads.moveFirst'), isDisabled: at === 0, onSelect: () => moveTo(id, 0) },
        { label: t('downloads.moveUp'), shortcut: 'Alt ↑', isDisabled: at === 0, onSelect: () => moveTo(id, at - 1) },
        { label: t('downloads.moveDown'), shortcut: 'Alt ↓', isDisabled: at === ids.length - 1, onSelect: () => moveTo(id, at + 1) },
      ];
    },
    rowProps: (id) => ({
      draggable: ids.length > 1,
      onDragStart: (event) => {
        event.dataTransfer.setData(rowType, id);
        event.dataTransfer.effectAllowed = 'move';
        setDragged(id);
      },
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes(rowType)) return;
        event.preventDefault();
        const { top, height } = event.currentTarget.getBoundingClientRect();
        const side = event.clientY < top + height / 2 ? 'before' : 'after';
        if (target?.id !== id || target.side !== side) setTarget({ id, side });
      },
      onDrop: (event) => {
        const moved = event.dataTransfer.getData(rowType);
        if (!moved) return;
        event.preventDefault();
        const others = ids.filter((other) => other !== moved);
        if (moved !== id) moveTo(moved, others.indexOf(id) + (target?.side === 'after' ? 1 : 0));
        end();
      },
      onDragEnd: end,
      onKeyDown: (event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        moveTo(id, ids.indexOf(id) + (event.key === 'ArrowUp' ? -1 : 1));
      },
    }),
  };
}
