import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes } from '../../../shared/format.ts';
import { type Disk, useDisk } from '../../components/use-disk.ts';
import { useDownloads } from '../../stores/downloads.ts';
import { showScreen, useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ModelFolders } from './model-folders.tsx';
import { Section } from './section.tsx';
import { useIsFound } from './setting.tsx';
import { type ClearableThing, type StoredThing, useStorage } from './use-storage.ts';

/** What the host measures, and of its models what is not whole yet. */
interface Thing extends Omit<StoredThing, 'what'> {
  what: StoredThing['what'] | 'unfinished';
}

const names: Record<Thing['what'], (t: TFunction) => string> = {
  models: (t) => t('settings.storage.models'),
  unfinished: (t) => t('settings.storage.unfinished'),
  conversations: (t) => t('settings.storage.conversations'),
  cache: (t) => t('settings.storage.cache'),
  logs: (t) => t('settings.storage.logs'),
  trash: (t) => t('settings.storage.trash'),
};

const colours: Partial<Record<Thing['what'], string>> = { models: 'bg-accent', unfinished: 'bg-warn' };
const opens: Partial<Record<Thing['what'], () => void>> = {
  models: () => showScreen('models'),
  unfinished: () => useUi.setState({ isDownloadsOpen: true }),
};
const isClearable = (what: Thing['what']): what is ClearableThing => !(what in opens) && what !== 'conversations';
const share = (part: number, whole: number) => ({ ['--v' as string]: `${whole > 0 ? (part / whole) * 100 : 0}%` });

/** What Alcove takes of the drive, beside what others take. */
function Overview({ things, disk }: { things: Thing[]; disk: Disk }) {
  const { t, i18n } = useTranslation();
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const total = things.reduce((sum, thing) => sum + thing.sizeBytes, 0);
  const bytesOf = (wanted: Thing['what']) => things.find(({ what }) => what === wanted)?.sizeBytes ?? 0;
  const models = bytesOf('models');
  const unfinished = bytesOf('unfinished');
  const others = Math.max(0, disk.totalBytes - disk.freeBytes - total);
  return (
    <div className="px-3.5 pt-3.5 pb-3">
      <div className="row mb-2 flex-wrap">
        <span className="grow">
          <b className="b num">{size(total)}</b> <span className="c2">{t('settings.storage.used')}</span>
        </span>
        <span className="c3 t-12 num">{t('settings.storage.free', { free: size(disk.freeBytes), total: size(disk.totalBytes) })}</span>
      </div>
      <div className="mem tall" aria-hidden="true">
        <i className="model" style={share(models, disk.totalBytes)} />
        {unfinished > 0 && <i className="bg-warn" style={share(unfinished, disk.totalBytes)} />}
        <i className="rest" style={share(total - models - unfinished, disk.totalBytes)} />
        <i className="used" style={share(others, disk.totalBytes)} />
      </div>
      <div className="legend mt-2">
        <span>
          <i className="bg-accent" />
          {t('settings.storage.models')}
        </span>
        {unfinished > 0 && (
          <span>
            <i className="bg-warn" />
            {t('settings.storage.unfinished')}
          </span>
        )}
        <span>
          <i className="bg-ok" />
          {t('settings.storage.restOfAlcove')}
        </span>
        <span>
          <i className="used" />
          {t('settings.storage.otherPrograms')}
        </span>
      </div>
    </div>
  );
}

function StorageRow({ thing, onClear }: { thing: Thing; onClear: (what: ClearableThing) => Promise<void> }) {
  const { t, i18n } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const { what } = thing;
  const name = names[what](t);
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const isFound = useIsFound(name, t('settings.storage.title'));
  const clear = async () => {
    if (!isClearable(what)) return;
    setBusy(true);
    await onClear(what);
    setBusy(false);
  };
  if (!isFound) return null;
  return (
    <div className="set slim">
      <i className={`size-2 flex-none rounded-xs ${colours[what] ?? 'bg-ok'}`} />
      <span className="cut grow">{name}</span>
      <span className="t-12 c3 num">
        {thing.limitBytes === undefined ? t('settings.storage.noLimit') : t('settings.storage.upTo', { size: size(thing.limitBytes) })}
      </span>
      <span className="num w-[68px] text-right">{size(thing.sizeBytes)}</span>
      <span className="w-[72px] text-right">
        {opens[what] && (
          <Button size="sm" aria-label={t('settings.storage.openThing', { name })} onClick={opens[what]}>
            {t('settings.storage.open')}
          </Button>
        )}
        {isClearable(what) && (
          <Button
            size="sm"
            aria-label={t('settings.storage.clearThing', { name })}
            isBusy={isBusy}
            disabledReason={thing.sizeBytes === 0 ? t('settings.storage.nothing') : undefined}
            onClick={() => void clear()}
          >
            {t('settings.storage.clear')}
          </Button>
        )}
      </span>
    </div>
  );
}

/** Parts lie beside the models: what the downloads have of them is told apart. */
function withUnfinished(things: readonly StoredThing[], downloads: readonly Download[]): Thing[] {
  const parts = downloads.filter(({ state }) => state.type !== 'done').reduce((sum, { doneBytes }) => sum + doneBytes, 0);
  return things.flatMap((thing): Thing[] => {
    const sizeBytes = Math.min(parts, thing.sizeBytes);
    if (thing.what !== 'models' || sizeBytes === 0) return [thing];
    return [
      { ...thing, sizeBytes: thing.sizeBytes - sizeBytes },
      { what: 'unfinished', sizeBytes },
    ];
  });
}

/** What Alcove keeps on disk, each thing with its limit, and the folders models are found in. */
export function Storage() {
  const { t } = useTranslation();
  const { things: stored, clear } = useStorage();
  const downloads = useDownloads((state) => state.downloads);
  const things = stored && withUnfinished(stored, downloads);
  const disk = useDisk();
  const isWhole = useIsFound(t('settings.storage.title'), t('settings.storage.used'));
  return (
    <Section id="storage" title={t('settings.storage.title')}>
      <div className="card has-[.set]:mb-2.5 not-has-[.set]:hidden">
        {things && disk && isWhole && <Overview things={things} disk={disk} />}
        {things ? (
          things.map((thing) => <StorageRow key={thing.what} thing={thing} onClear={clear} />)
        ) : (
          <div className="set">
            <Skeleton width="60%" />
          </div>
        )}
      </div>
      <ModelFolders />
    </Section>
  );
}
