import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostClient } from '../../shared/contract.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** A folder of the host, as models.listFolder tells it. */
export type Folder = Awaited<ReturnType<HostClient['models']['listFolder']>>;
export type Entry = Folder['entries'][number];

interface EntriesProps {
  folder: Folder | undefined;
  isFolder: boolean;
  chosen: string[];
  onOpen: (entry: Entry) => void;
}

/** What the folder holds: a folder opens, a file is chosen. */
export function Entries({ folder, isFolder, chosen, onOpen }: EntriesProps) {
  const { t, i18n } = useTranslation();
  const entries = folder?.entries.filter((entry) => !isFolder || entry.type === 'folder') ?? [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not scroll
    <div className="card min-h-0 overflow-y-auto p-1" onKeyDown={moveFocus} role="group" aria-label={t('models.picker.entries')}>
      {!folder && <Skeleton className="m-2" />}
      {folder && entries.length === 0 && (
        <p className="c3 t-12 p-3 text-center">{isFolder ? t('models.picker.noFolders') : t('models.picker.noFiles')}</p>
      )}
      {entries.map((entry) => (
        <button
          key={entry.path}
          type="button"
          className={`item w-full text-left text-text! ${chosen.includes(entry.path) ? 'bg-selected' : ''}`}
          title={entry.name}
          aria-pressed={entry.type === 'file' ? chosen.includes(entry.path) : undefined}
          onClick={() => onOpen(entry)}
        >
          <Icon name={entry.type === 'folder' ? 'folder' : 'models'} size={14} />
          <span className="cut grow">{entry.name}</span>
          {entry.sizeBytes !== undefined && <span className="c3 t-12 num">{formatBytes(i18n.language, entry.sizeBytes)}</span>}
          {chosen.includes(entry.path) && <Icon name="check" size={14} />}
        </button>
      ))}
    </div>
  );
}

/** Arrows go from one entry to the next. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const next = step && document.activeElement?.[step as 'nextElementSibling'];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
