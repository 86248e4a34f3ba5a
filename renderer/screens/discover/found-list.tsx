import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { fitByParameters } from '../../../shared/list-fit.ts';
import { openModel, useModelPage } from '../../stores/hub-page.ts';
import { useLibrary } from '../../stores/models.ts';
import type { FreeMemory } from '../../stores/system.ts';
import { FoundRow, type ListModel } from './found-row.tsx';

export type ListItem = { type: 'group'; label: string } | { type: 'model'; model: ListModel };

export interface FoundListHandle {
  focus(): void;
}

interface FoundListProps {
  label: string;
  items: readonly ListItem[];
  /** Another key is another list: it begins at its top. */
  listKey: string;
  isBusy: boolean;
  /** What is free now; undefined: not known yet. */
  memory: FreeMemory | undefined;
  /** The end has come near. */
  onEnd?: (() => void) | undefined;
  /** Before and after the rows: what failed, what is still coming. */
  before?: ReactNode;
  after?: ReactNode;
  ref?: Ref<FoundListHandle>;
}

const rowHeight = 54;
const groupHeight = 32;

/** Where the list stood when the screen was left. */
let left = { listKey: '', offset: 0 };

const modelKey = ({ source, repository }: { source: string; repository: string }) => `${source} ${repository}`;

/** Repositories that a model of the library came from. */
function useInLibrary(): ReadonlySet<string> {
  const models = useLibrary((state) => state.models);
  return useMemo(() => new Set(models.flatMap(({ origin }) => (origin ? [modelKey(origin)] : []))), [models]);
}

/** The arrows' next row among the models. */
function nextIndex(items: readonly ListItem[], from: number, key: string): number | undefined {
  const models = items.flatMap((item, index) => (item.type === 'model' ? [index] : []));
  const at = models.indexOf(from);
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: models.length - 1, PageDown: at + 8, PageUp: at - 8 }[key];
  return target === undefined ? undefined : models[Math.min(models.length - 1, Math.max(0, target))];
}

/** The list of models: only what is in sight is drawn. Arrows move, Enter opens. */
export function FoundList({ label, items, listKey, isBusy, memory, onEnd, before, after, ref }: FoundListProps) {
  const id = useId();
  const body = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const opened = useModelPage((state) => state.ref);
  const inLibrary = useInLibrary();
  const openedKey = opened && modelKey(opened);
  const openedIndex = items.findIndex((item) => item.type === 'model' && modelKey(item.model) === openedKey);
  const [active, setActive] = useState(openedIndex);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => body.current,
    estimateSize: (index) => (items[index]?.type === 'group' ? groupHeight : rowHeight),
    getItemKey: (index) => {
      const item = items[index];
      return item?.type === 'model' ? modelKey(item.model) : `group ${item?.label}`;
    },
    initialOffset: left.listKey === listKey ? left.offset : 0,
    overscan: 8,
    onChange: (instance) => {
      left = { listKey, offset: instance.scrollOffset ?? 0 };
    },
  });
  const shownKey = useRef(listKey);
  useEffect(() => {
    if (shownKey.current === listKey) return;
    shownKey.current = listKey;
    setActive(-1);
    if (body.current) body.current.scrollTop = 0;
  }, [listKey]);

  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 6) onEnd?.();
  }, [last, items.length, onEnd]);

  const move = (index: number | undefined) => {
    if (index === undefined) return;
    setActive(index);
    virtualizer.scrollToIndex(index);
  };
  useImperativeHandle(ref, () => ({
    focus: () => {
      list.current?.focus();
      move(items[active] ? active : nextIndex(items, -1, 'Home'));
    },
  }));
  const handleKey = (event: KeyboardEvent) => {
    const item = items[active];
    if ((event.key === 'Enter' || event.key === ' ') && item?.type === 'model') openModel(item.model);
    else {
      const next = nextIndex(items, active, event.key);
      if (next === undefined) return;
      move(next);
    }
    event.preventDefault();
  };
  const rowId = (index: number) => `${id}-${index}`;
  const modelCount = items.filter((item) => item.type === 'model').length;
  return (
    <div className="body px-2 pb-3" ref={body}>
      {before}
      {items.length > 0 && (
        // The rows are reached by the arrows; aria-activedescendant says which one is meant.
        <div
          ref={list}
          role="listbox"
          aria-label={label}
          aria-busy={isBusy}
          aria-activedescendant={items[active] ? rowId(active) : undefined}
          tabIndex={0}
          className="found relative outline-none"
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={handleKey}
          onFocus={() => items[active] || setActive(openedIndex >= 0 ? openedIndex : (nextIndex(items, -1, 'Home') ?? -1))}
        >
          {shown.map(({ index, key, start, size }) => {
            const item = items[index];
            if (!item) return null;
            const fit =
              item.type === 'model' && memory && item.model.parameterCount !== undefined
                ? fitByParameters(item.model.parameterCount, memory)
                : undefined;
            return (
              <div
                key={key}
                role="presentation"
                className="absolute inset-x-0 top-0"
                style={{ height: size, transform: `translateY(${start}px)` }}
              >
                {item.type === 'group' ? (
                  <div role="presentation" className="group">
                    {item.label}
                  </div>
                ) : (
                  <FoundRow
                    id={rowId(index)}
                    model={item.model}
                    fit={fit}
                    hasCard={memory?.gpu !== undefined}
                    isInLibrary={inLibrary.has(modelKey(item.model))}
                    isOpen={index === openedIndex}
                    isActive={index === active}
                    position={items.slice(0, index + 1).filter((one) => one.type === 'model').length}
                    count={onEnd ? -1 : modelCount}
                    onOpen={openModel}
                  />
                )}
              </div>
            );
          })}
        </div>
      )}
      {after}
    </div>
  );
}
