import { type KeyboardEvent, useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { showDiscover, showScreen } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import type { ModelGroup } from './model-groups.ts';
import { ModelRow } from './model-row.tsx';

interface LoaderListProps {
  groups: ModelGroup[];
  /** How many there are to search. */
  modelCount: number;
  query: string;
  onQuery: (query: string) => void;
  chosenId: string | undefined;
  onChoose: (modelId: string) => void;
  /** A row was clicked: on a narrow page the model takes the list's place. */
  onOpen: (modelId: string) => void;
  /** Enter, or a double click. */
  onAct: () => void;
  inUseId: string | undefined;
  onClose: () => void;
}

/** The left half of the loader: the search field keeps the focus, the arrows move the choice, Enter acts on it. */
export function LoaderList({ groups, modelCount, query, onQuery, chosenId, onChoose, onOpen, onAct, inUseId, onClose }: LoaderListProps) {
  const { t } = useTranslation();
  const listId = useId();
  const ids = groups.flatMap((group) => group.models.map((model) => model.id));
  const rowId = (id: string) => `${listId}-${id}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: rowId only joins
  useEffect(() => {
    if (chosenId) document.getElementById(rowId(chosenId))?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);

  function handleKey(event: KeyboardEvent<HTMLInputElement>) {
    const at = chosenId === undefined ? -1 : ids.indexOf(chosenId);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onAct();
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault();
      event.stopPropagation();
      onQuery('');
    } else if (target !== undefined && !(query !== '' && (event.key === 'Home' || event.key === 'End'))) {
      event.preventDefault();
      const id = ids[Math.min(ids.length - 1, Math.max(0, target))];
      if (id !== undefined) onChoose(id);
    }
  }
  const discover = () => {
    onClose();
    showDiscover(query.trim() || undefined);
  };
  return (
    <>
      <div className="p-2">
        <Input
          icon="search"
          isQuiet
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosenId === undefined ? undefined : rowId(chosenId)}
          aria-label={t('loader.find')}
          placeholder={t('loader.findAmong', { count: modelCount })}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={handleKey}
        />
      </div>
      <div id={listId} role="listbox" aria-label={t('loader.models')} className="min-h-0 flex-1 overflow-y-auto px-1.5">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
          <div key={group.name} role="group" aria-label={t(`loader.groups.${group.name}`)}>
            <div aria-hidden="true" className="group px-2! pt-1.5! pb-[3px]!">
              {t(`loader.groups.${group.name}`)}
            </div>
            {group.models.map((model) => (
              <ModelRow
                key={model.id}
                id={rowId(model.id)}
                model={model}
                isChosen={model.id === chosenId}
                isInUse={model.id === inUseId}
                onChoose={() => onOpen(model.id)}
                onAct={onAct}
              />
            ))}
          </div>
        ))}
      </div>
      {ids.length === 0 && (
        <div className="flex flex-col items-center gap-2 px-4 pb-4">
          <p className="c3 t-12 text-center" role="status">
            {query === '' ? t('loader.noModels') : t('loader.nothingFound', { query })}
          </p>
          <Button size="sm" icon={query === '' ? 'downloads' : 'search'} className="max-w-full" onClick={discover}>
            <span className="cut">{query === '' ? t('loader.getModels') : t('loader.searchHub', { query: query.trim() })}</span>
          </Button>
        </div>
      )}
      <div className="t-12 c2 flex h-9 flex-none items-center gap-1.5 border-line border-t pr-3.5 pl-1.5">
        <Button
          variant="quiet"
          size="sm"
          icon="models"
          onClick={() => {
            onClose();
            showScreen('models');
          }}
        >
          {t('loader.toModels')}
        </Button>
        <span className="grow" />
        <Kbd>↑↓</Kbd>
        <Kbd>Enter</Kbd>
      </div>
    </>
  );
}
