import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useDisk } from '../use-disk.ts';
import { SpeedLimit, useSpeedLimit } from './speed-limit.tsx';

const refreshMs = 10_000;

/** Counts on while the drawer is open and whenever a download ends, so that what is free is asked for again. */
function useOccasion(): number {
  const ended = useDownloads(({ downloads }) => downloads.filter(({ state }) => state.type === 'done' || state.type === 'failed').length);
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((count) => count + 1), refreshMs);
    return () => clearInterval(timer);
  }, []);
  return ticks + ended;
}

/** What is free on the drive that models go to, and the speed limit. */
export function DownloadsFoot() {
  const { t, i18n } = useTranslation();
  const disk = useDisk(useOccasion());
  const { limit, words } = useSpeedLimit();
  const drive = disk && /^([A-Za-z]):/.exec(disk.path)?.[1]?.toUpperCase();
  const size = disk && formatBytes(i18n.language, disk.freeBytes);
  return (
    <footer className="drawer-foot">
      <span className="num grow" title={disk?.path}>
        {size && (drive ? t('downloads.freeOnDrive', { size, drive }) : t('downloads.free', { size }))}
      </span>
      <SpeedLimit
        trigger={
          <Button variant="quiet" size="sm" icon="gauge">
            {limit > 0 && <span className="sr">{t('downloads.speedLimit')} </span>}
            {words(limit)}
            <Icon name="down" size={14} />
          </Button>
        }
      />
    </footer>
  );
}
