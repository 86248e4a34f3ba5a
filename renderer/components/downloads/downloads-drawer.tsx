import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import type { ConnectionCheck } from '../../../shared/hub.ts';
import { commandShortcut } from '../../commands.ts';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { clearFinished } from './actions.ts';
import { ConnectionResult } from './connection-result.tsx';
import { DownloadRow } from './download-row.tsx';
import { DownloadsFoot } from './downloads-foot.tsx';
import { DownloadsSum } from './downloads-sum.tsx';
import { FailedRow } from './failed-row.tsx';
import { FinishedRow } from './finished-row.tsx';
import { Quarters } from './quarters.tsx';
import { useReorder } from './use-reorder.ts';

function Group({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="group row min-h-8 pr-1!">
        <h3 id={id} className="grow font-medium">
          {title}
        </h3>
        {action}
      </div>
      <ul aria-labelledby={id}>{children}</ul>
    </section>
  );
}

function InProgress({ rows }: { rows: readonly Download[] }) {
  const { t } = useTranslation();
  const reorder = useReorder(rows);
  return (
    <>
      <p className="sr" role="status">
        {reorder.said}
      </p>
      {rows.length > 0 && (
        <Group title={t('downloads.inProgress')}>
          {rows.map((download) => (
            <DownloadRow key={download.id} download={download} reorder={reorder} />
          ))}
        </Group>
      )}
      {rows.length > 1 && <p className="sr">{t('downloads.moveHint')}</p>}
    </>
  );
}

function Groups({ downloads }: { downloads: readonly Download[] }) {
  const { t } = useTranslation();
  const failed = downloads.flatMap((download) => (download.state.type === 'failed' ? [{ download, error: download.state.error }] : []));
  const finished = downloads.filter(({ state }) => state.type === 'done');
  return (
    <>
      <InProgress rows={downloads.filter(({ state }) => state.type !== 'failed' && state.type !== 'done')} />
      {failed.length > 0 && (
        <Group title={t('downloads.needsYou')}>
          {failed.map(({ download, error }) => (
            <FailedRow key={download.id} download={download} error={error} />
          ))}
        </Group>
      )}
      {finished.length > 0 && (
        <Group
          title={t('downloads.finished')}
          action={
            <Button variant="quiet" size="sm" onClick={() => void clearFinished()}>
              {t('downloads.clearFinished')}
            </Button>
          }
        >
          {finished.map((download) => (
            <FinishedRow key={download.id} download={download} />
          ))}
        </Group>
      )}
    </>
  );
}

/** What was found wrong is over once something has arrived. */
const isOutdated = ({ problem, checkedAt }: ConnectionCheck, downloads: readonly Download[]): boolean =>
  problem !== undefined && downloads.some(({ state, endedAt = 0 }) => state.type === 'done' && endedAt > checkedAt);

function DrawerBody() {
  const { t } = useTranslation();
  const downloads = useDownloads((state) => state.downloads);
  const { check, isChecking } = useConnectionCheck();
  const rows = downloads.filter(({ state }) => state.type !== 'failed' && state.type !== 'done');
  return (
    <>
      <div className="drawer-sum empty:hidden">
        {rows.length > 0 && <DownloadsSum rows={rows} />}
        {check && !isChecking && !isOutdated(check, downloads) && (
          <p className="t-12 c2 select-text pr-2 not-first:mt-2" role={check.problem ? 'alert' : 'status'}>
            <ConnectionResult check={check} />
          </p>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the list scrolls by keyboard. */}
      <div className="body" tabIndex={0}>
        {downloads.length === 0 ? <EmptyState className="mt-16" title={t('downloads.none')} text={t('downloads.empty')} /> : null}
        <Groups downloads={downloads} />
      </div>
      <DownloadsFoot />
      <Quarters />
    </>
  );
}

/** The downloads of the host, over the right edge of every screen. */
export function DownloadsDrawer() {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isDownloadsOpen);
  const isChecking = useConnectionCheck((state) => state.isChecking);
  return (
    <Drawer
      title={t('downloads.title')}
      closeLabel={t('downloads.close')}
      shortcut={commandShortcut('showDownloads')}
      open={isOpen}
      onOpenChange={(isDownloadsOpen) => useUi.setState({ isDownloadsOpen })}
      findFallback={() => document.querySelector<HTMLElement>('[data-opens="downloads"]')}
      actions={
        <Button variant="quiet" size="sm" icon="globe" isBusy={isChecking} onClick={() => void checkConnection()}>
          {t('connection.check')}
        </Button>
      }
    >
      <DrawerBody />
    </Drawer>
  );
}
