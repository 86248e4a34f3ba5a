import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import type { ApiRequest } from '../../../shared/server.ts';
import { useCommand } from '../../commands.ts';
import { clearRequests, useIsServerOn, useRequests, useServer } from '../../stores/server.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { RequestRows } from './request-rows.tsx';

/** Every word occurs somewhere in the row. */
function matches(request: ApiRequest, query: string): boolean {
  const { method, path, model = '', keyName = '', status = '', failure = '' } = request;
  const text = `${method} ${path} ${model} ${keyName} ${status} ${failure}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Today() {
  const { t, i18n } = useTranslation();
  const today = useServer((state) => state.today);
  if (today.requests === 0) return null;
  const number = (count: number) => formatCount(i18n.language, count);
  const parts = [
    t('server.today.requests', { count: today.requests, number: number(today.requests) }),
    t('server.today.tokens', { count: today.tokens, number: number(today.tokens) }),
    ...(today.errors > 0 ? [t('server.today.errors', { count: today.errors, number: number(today.errors) })] : []),
  ];
  return <span className="t-12 c3 num cut">{parts.join(' · ')}</span>;
}

/** Words that a request has to have; Esc empties it, and once more takes it away. */
function FindField({ query, onQuery }: { query: string; onQuery: (query: string | undefined) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <SearchInput
      ref={field}
      className="mb-1.5"
      label={t('server.findHint')}
      value={query}
      onChange={onQuery}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onQuery(undefined);
      }}
    />
  );
}

/** What programs ask, the newest on top: live, held while somebody reads, found by words, cleared. */
export function Requests() {
  const { t } = useTranslation();
  const isOn = useIsServerOn();
  const live = useRequests();
  const [held, setHeld] = useState<readonly ApiRequest[]>();
  const [query, setQuery] = useState<string>();
  useCommand('findHere', () => setQuery((before) => before ?? ''));
  const all = held ?? live ?? [];
  const shown = (query ? all.filter((request) => matches(request, query.trim())) : all).toReversed();
  const clear = () => {
    setHeld(undefined);
    void clearRequests();
  };
  return (
    <section className="sv-log" aria-labelledby="sv-requests">
      <div className="row mb-1.5">
        <h2 id="sv-requests" className="h">
          {t('server.requests')}
        </h2>
        {isOn && <span className={`status t-12 c3 ml-1 ${held ? '' : 'on'}`}>{held ? t('server.held') : t('server.live')}</span>}
        <span className="grow" />
        <Today />
        <IconButton
          size="sm"
          icon={held ? 'play' : 'pause'}
          label={held ? t('server.goOn') : t('server.hold')}
          onClick={() => setHeld(held ? undefined : (live ?? []))}
        />
        <IconButton
          size="sm"
          icon="search"
          label={t('server.find')}
          isPressed={query !== undefined}
          onClick={() => setQuery(query === undefined ? '' : undefined)}
        />
        <Menu
          align="end"
          trigger={<IconButton size="sm" icon="more" label={t('server.more')} />}
          items={[{ label: t('server.clear'), icon: 'trash', onSelect: clear, isDisabled: all.length === 0 }]}
        />
      </div>
      {query !== undefined && <FindField query={query} onQuery={setQuery} />}
      {shown.length > 0 && <RequestRows requests={shown} />}
      {live && all.length === 0 && (
        <EmptyState
          className="py-8!"
          title={isOn ? t('server.waiting') : t('server.noRequests')}
          text={isOn ? t('server.waitingText') : undefined}
        />
      )}
      {all.length > 0 && shown.length === 0 && <p className="c3 py-6 text-center">{t('server.noneFound', { query: query ?? '' })}</p>}
    </section>
  );
}
