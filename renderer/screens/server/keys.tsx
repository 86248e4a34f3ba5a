import { useTranslation } from 'react-i18next';
import { dayGroup, formatCount, formatDate } from '../../../shared/format.ts';
import type { ApiKey } from '../../../shared/server.ts';
import { openKeyDialog, removeKey, useServer } from '../../stores/server.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Tag } from '../../ui/tag.tsx';
import { maskKey } from './mask-key.ts';
import { formatClock } from './times.ts';
import { useNeedsKey } from './use-connection.ts';

/** Today the time, before that the day. */
function LastUsed({ at }: { at: number | undefined }) {
  const { t, i18n } = useTranslation();
  if (at === undefined) return <span title={t('server.keys.neverUsed')}>–</span>;
  const now = Date.now();
  const isToday = dayGroup(i18n.language, at, now).type === 'today';
  const words = isToday ? formatClock(at).slice(0, 5) : formatDate(i18n.language, at, now);
  return <span title={t('server.keys.lastUsed', { at: words })}>{words}</span>;
}

function KeyRow({ entry }: { entry: ApiKey }) {
  const { t, i18n } = useTranslation();
  const { name, hint, lastUsedAt, requestsPerMinute } = entry;
  return (
    <li>
      <span className="row grow gap-1.5">
        <span className="m cut" title={name}>
          {name}
        </span>
        {requestsPerMinute !== undefined && (
          <Tag className="flex-none">{t('server.keys.aMinute', { number: formatCount(i18n.language, requestsPerMinute) })}</Tag>
        )}
      </span>
      <span className="mono c3">{maskKey(hint)}</span>
      <span className="t-12 c3 num kt">
        <LastUsed at={lastUsedAt} />
      </span>
      <Menu
        align="end"
        trigger={<IconButton size="sm" icon="more" className="-mr-1.5" label={t('server.keys.actions', { name })} />}
        items={[
          { label: t('server.keys.change'), icon: 'edit', onSelect: () => openKeyDialog({ entry }) },
          'line',
          { label: t('server.keys.remove'), icon: 'trash', isDanger: true, onSelect: () => void removeKey(entry) },
        ]}
      />
    </li>
  );
}

/** Who has a key, and when it was used last. */
export function Keys() {
  const { t } = useTranslation();
  const keys = useServer((state) => state.keys);
  const needsKey = useNeedsKey();
  return (
    <section className="sec" aria-labelledby="sv-keys">
      <div className="row mb-1.5">
        <h2 id="sv-keys" className="h grow">
          {t('server.keys.title')}
        </h2>
        <Button variant="quiet" size="sm" icon="plus" className="-mr-2" onClick={() => openKeyDialog({})}>
          {t('server.keys.new')}
        </Button>
      </div>
      <ul className="keys">
        {keys.map((entry) => (
          <KeyRow key={entry.id} entry={entry} />
        ))}
      </ul>
      <p className="hint mt-2">{needsKey ? t('server.keys.needed') : t('server.keys.hint')}</p>
    </section>
  );
}
