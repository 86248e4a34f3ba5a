import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commandShortcut, useHandlers } from '../../commands.ts';
import { showDiscover, useUi } from '../../stores/ui.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useReturnFocus } from '../../ui/use-return-focus.ts';
import { findEntries } from './find-entries.ts';
import { askModel, type PaletteEntry, paletteEntries } from './palette-entries.ts';
import { PaletteRow } from './palette-row.tsx';

/** What was chosen last, newest first; as long as the page lives. */
const recentIds: string[] = [];

function remember(id: string): void {
  const at = recentIds.indexOf(id);
  if (at >= 0) recentIds.splice(at, 1);
  recentIds.unshift(id);
}

/** Without a query: the five used last, filled up with the first ones there are. */
function usualEntries(entries: readonly PaletteEntry[]): PaletteEntry[] {
  const recent = recentIds.flatMap((id) => entries.filter((entry) => entry.id === id));
  return [...new Set([...recent, ...entries])].slice(0, 5);
}

function usePaletteEntries(query: string): PaletteEntry[] {
  const { t, i18n } = useTranslation();
  const isOpen = useUi((state) => state.isPaletteOpen);
  // What there is does not change under the reader's hands: it is asked for when the palette opens.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const all = useMemo(() => paletteEntries(t, i18n.language), [t, i18n.language, isOpen]);
  const text = query.trim();
  if (text === '') return usualEntries(all);
  const groups = ['actions', 'models', 'conversations'] as const;
  const found = groups.flatMap((group) =>
    findEntries(
      all.filter((entry) => entry.group === group),
      text,
      6,
    ),
  );
  if (found.length > 0) return found;
  return [
    { id: 'ask', group: 'actions', label: t('palette.ask', { text }), mark: { icon: 'chat' }, run: () => void askModel(text) },
    {
      id: 'discover',
      group: 'actions',
      label: t('palette.searchHub', { text }),
      mark: { icon: 'discover' },
      run: () => showDiscover(text),
    },
  ];
}

function PaletteFoot() {
  const { t } = useTranslation();
  const canSearch = useHandlers((state) => state.handlers.searchConversations !== undefined);
  return (
    <div className="palette-foot" aria-hidden="true">
      <Kbd>↑</Kbd>
      <Kbd>↓</Kbd>
      <span>{t('palette.choose')}</span>
      <Kbd>Enter</Kbd>
      <span>{t('palette.open')}</span>
      <Kbd>Esc</Kbd>
      <span>{t('palette.close')}</span>
      <span className="grow" />
      {canSearch && <Kbd>{commandShortcut('searchConversations')}</Kbd>}
      {canSearch && <span>{t('palette.searchInside')}</span>}
    </div>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const entries = usePaletteEntries(query);
  const at = Math.min(active, entries.length - 1);
  const labels = { actions: t('palette.actions'), models: t('palette.models'), conversations: t('palette.conversations') };
  const choose = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    remember(entry.id);
    onClose();
    // After the palette is gone, so that what opens now gets the focus.
    setTimeout(entry.run);
  };
  const move = (by: number) => {
    const next = (at + by + entries.length) % entries.length;
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(entries[at]);
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <>
      <label className="palette-input">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label={t('palette.label')}
          placeholder={t('palette.placeholder')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={`${id}-${at}`}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={handleKey}
        />
      </label>
      <div id={`${id}-list`} role="listbox" aria-label={t('palette.results')} className="palette-list">
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entries[index - 1]?.group !== entry.group && (
              <div className="group" role="presentation">
                {query.trim() === '' ? (index === 0 ? t('palette.recent') : '') : labels[entry.group]}
              </div>
            )}
            <PaletteRow
              id={`${id}-${index}`}
              entry={entry}
              query={query}
              isActive={index === at}
              onPoint={() => setActive(index)}
              onChoose={() => choose(entry)}
            />
          </div>
        ))}
      </div>
      <PaletteFoot />
    </>
  );
}

/** Everything by name (Ctrl+K): actions, models, conversations; and a question for the model where nothing is found. */
export function Palette() {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isPaletteOpen);
  const setOpen = (isPaletteOpen: boolean) => useUi.setState({ isPaletteOpen });
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim top">
          <Dialog.Content className="popover palette" aria-describedby={undefined} {...returnFocus}>
            <Dialog.Title className="sr">{t('palette.title')}</Dialog.Title>
            <PaletteBody onClose={() => setOpen(false)} />
          </Dialog.Content>
        </Dialog.Overlay>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
