import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../shared/chats.ts';
import { commandShortcut, useCommand } from '../../commands.ts';
import { useChats } from '../../stores/chats.ts';
import { showConversation, useUi } from '../../stores/ui.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { groupConversations } from './group-conversations.ts';
import { HitRow } from './hit-row.tsx';
import { type TextHit, useTextSearch } from './use-text-search.ts';

type Row = { key: string; height: number } & (
  | { type: 'group'; label: string }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'hit'; hit: TextHit }
  | { type: 'none' }
);

const group = (key: string, label: string): Row => ({ type: 'group', key, label, height: 32 });
const line = (conversation: Conversation): Row => ({ type: 'conversation', key: conversation.id, conversation, height: 30 });

/** The rows of the list: by day, or while something is looked for, the titles and then the texts that hold it. */
function useRows(query: string): Row[] {
  const { t, i18n } = useTranslation();
  const byId = useChats((state) => state.byId);
  const hits = useTextSearch(query);
  return useMemo(() => {
    const all = Object.values(byId);
    if (query === '') {
      return groupConversations(all, i18n.language, Date.now()).flatMap((one) => [
        group(one.key, one.label ?? t(`chat.groups.${one.key}`)),
        ...one.conversations.map(line),
      ]);
    }
    const words = query.toLowerCase().split(/\s+/);
    const titled = all
      .filter((one) => words.every((word) => one.title.toLowerCase().includes(word)))
      .sort((a, b) => b.updatedAt - a.updatedAt);
    const found = hits.map((hit): Row => ({ type: 'hit', key: `hit-${hit.messageId}`, hit, height: 50 }));
    if (titled.length + found.length === 0) return [{ type: 'none', key: 'none', height: 60 }];
    return [...titled.map(line), ...(found.length > 0 ? [group('texts', t('chat.groups.texts')), ...found] : [])];
  }, [byId, query, hits, i18n.language, t]);
}

/** Arrow keys go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at === -1 || !next) return;
  event.preventDefault();
  next.focus();
}

export function ConversationList() {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const query = useDeferredValue(search.trim());
  const rows = useRows(query);
  const currentId = useUi((state) => state.conversationId);
  const body = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useCommand('searchConversations', () => field.current?.select());
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: (index) => rows[index]?.height ?? 30,
    getItemKey: (index) => rows[index]?.key ?? index,
    paddingEnd: 12,
    overscan: 12,
  });

  return (
    <aside className="list" aria-label={t('chat.conversations')}>
      <div className="list-head">
        <SearchInput
          label={t('chat.search')}
          value={search}
          onChange={setSearch}
          isQuiet
          ref={field}
          className="grow"
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            body.current?.querySelector<HTMLElement>('[data-row]')?.focus();
          }}
        />
        <IconButton
          label={t('chat.newConversation')}
          shortcut={commandShortcut('newConversation')}
          icon="plus"
          onClick={() => showConversation(undefined)}
        />
      </div>
      <nav className="list-body pb-0!" ref={body} aria-label={t('chat.conversations')} onKeyDown={moveFocus}>
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <div
                  key={item.key}
                  className="absolute inset-x-0 top-0"
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                >
                  <ListRow row={row} currentId={currentId} />
                </div>
              )
            );
          })}
        </div>
      </nav>
    </aside>
  );
}

function ListRow({ row, currentId }: { row: Row; currentId: string | undefined }) {
  const { t } = useTranslation();
  switch (row.type) {
    case 'group':
      return <h2 className="group cut">{row.label}</h2>;
    case 'conversation':
      return <ConversationRow conversation={row.conversation} isCurrent={row.conversation.id === currentId} />;
    case 'hit':
      return <HitRow hit={row.hit} />;
    case 'none':
      return <p className="c3 t-12 px-2 pt-3">{t('chat.nothingFound')}</p>;
    default:
      return row satisfies never;
  }
}
