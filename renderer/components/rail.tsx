import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type CommandId, commandShortcut } from '../commands.ts';
import { useActiveCount } from '../stores/downloads.ts';
import { useIsServerOn } from '../stores/server.ts';
import { type ScreenName, showScreen, toggleDownloads, useUi } from '../stores/ui.ts';
import { ArchMark } from '../ui/arch-mark.tsx';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon-shapes.tsx';
import { Tooltip } from '../ui/tooltip.tsx';

interface RailEntry {
  screen: ScreenName;
  label: string;
  icon: IconName;
  command: CommandId;
}

function RailItem({ entry, children }: { entry: RailEntry; children?: ReactNode }) {
  const isHere = useUi((state) => state.screen === entry.screen);
  return (
    <Tooltip label={entry.label} shortcut={commandShortcut(entry.command)} side="right">
      <button
        type="button"
        className="rail-item"
        aria-current={isHere ? 'page' : undefined}
        data-screen={entry.screen}
        onClick={() => showScreen(entry.screen)}
      >
        <Icon name={entry.icon} size={20} />
        <span>{entry.label}</span>
        {children}
      </button>
    </Tooltip>
  );
}

/** With a dot while the server is on. */
function ServerItem() {
  const { t } = useTranslation();
  const isOn = useIsServerOn();
  return (
    <RailItem entry={{ screen: 'server', label: t('rail.server'), icon: 'server', command: 'showServer' }}>
      {isOn && (
        <span className="dot">
          <span className="sr">{t('rail.serverOn')}</span>
        </span>
      )}
    </RailItem>
  );
}

/** Opens and closes the drawer, and says how many downloads are under way. */
function DownloadsItem() {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isDownloadsOpen);
  const count = useActiveCount();
  return (
    <Tooltip label={t('rail.downloads')} shortcut={commandShortcut('showDownloads')} side="right">
      <button type="button" className="rail-item" aria-expanded={isOpen} data-opens="downloads" onClick={toggleDownloads}>
        <Icon name="downloads" size={20} />
        <span>{t('rail.downloads')}</span>
        {count > 0 && (
          <span className="count num">
            <span aria-hidden="true">{count}</span>
            <span className="sr">{t('rail.downloadCount', { count })}</span>
          </span>
        )}
      </button>
    </Tooltip>
  );
}

/** The way between the screens: icon and word, below 760 px icons only. */
export function Rail() {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t('rail.main')}>
      <div className="mark">
        <ArchMark height={24} />
      </div>
      <RailItem entry={{ screen: 'chat', label: t('rail.chat'), icon: 'chat', command: 'showChat' }} />
      <RailItem entry={{ screen: 'discover', label: t('rail.discover'), icon: 'discover', command: 'showDiscover' }} />
      <RailItem entry={{ screen: 'models', label: t('rail.models'), icon: 'models', command: 'showModels' }} />
      <ServerItem />
      <div className="grow" />
      <DownloadsItem />
      <RailItem entry={{ screen: 'settings', label: t('rail.settings'), icon: 'settings', command: 'showSettings' }} />
    </nav>
  );
}
