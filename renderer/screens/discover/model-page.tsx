import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatDate, formatLargeCount } from '../../../shared/format.ts';
import type { ModelPage as ModelPageFacts } from '../../../shared/hub.ts';
import { useMoment } from '../../components/downloads/use-moment.ts';
import { openOutside } from '../../components/markdown/link.tsx';
import { closeModel, readFits, reloadModel, useModelPage } from '../../stores/hub-page.ts';
import { changeWish, clearFilters } from '../../stores/hub-search.ts';
import { useMemory } from '../../stores/system.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { isFocusLost } from '../../ui/is-focus-lost.ts';
import { Note } from '../../ui/note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { AbilityWords } from './abilities.tsx';
import { AccessNote } from './access-note.tsx';
import { SelfHealingFailure } from './failure.tsx';
import { Avatar } from './found-row.tsx';
import { licenceName } from './licences.ts';
import { ModelCard } from './model-card.tsx';
import { StartPage } from './start-page.tsx';
import { Projectors, VersionsTable } from './versions-table.tsx';

function Title({ page }: { page: ModelPageFacts }) {
  const { t, i18n } = useTranslation();
  const label = t('discover.openOn', { place: t(`discover.sources.${page.source}`) });
  return (
    <div className="window-top flex items-start gap-3.5">
      <Avatar name={page.name} isLarge />
      <div className="col grow">
        <h1 className="b cut text-[20px]/7 tracking-[-0.01em]" title={page.name}>
          {page.name}
        </h1>
        <p className="c3 t-12 row dots flex-wrap gap-x-1.5 gap-y-0">
          <span className="select-text wrap-anywhere">{page.repository}</span>
          {page.updatedAt !== undefined && (
            <span>{t('discover.updated', { date: formatDate(i18n.language, page.updatedAt, Date.now()) })}</span>
          )}
          {page.likes !== undefined && (
            <span className="row num gap-[3px]" title={t('discover.likes')}>
              <Icon name="heart" size={12} />
              <span className="sr">{t('discover.likes')}</span>
              {formatCount(i18n.language, page.likes)}
            </span>
          )}
        </p>
      </div>
      <Tooltip label={label}>
        <a
          className="btn ghost icon"
          href={page.webUrl}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={label}
          onClick={(event) => openOutside(event, page.webUrl)}
        >
          <Icon name="external" />
        </a>
      </Tooltip>
    </div>
  );
}

function Fact({ name, children, className = '' }: { name: string; children: ReactNode; className?: string }) {
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function Facts({ page }: { page: ModelPageFacts }) {
  const { t, i18n } = useTranslation();
  const { parameterCount, contextLength, licence, downloads, goodAt } = page;
  const hasAny = [parameterCount, contextLength, licence, downloads].some((fact) => fact !== undefined) || goodAt.length > 0;
  if (!hasAny) return null;
  return (
    <dl className="facts">
      {parameterCount !== undefined && <Fact name={t('discover.facts.parameters')}>{formatLargeCount(i18n.language, parameterCount)}</Fact>}
      {contextLength !== undefined && (
        <Fact name={t('discover.facts.context')}>{t('discover.tokens', { tokens: formatCount(i18n.language, contextLength) })}</Fact>
      )}
      {licence !== undefined && <Fact name={t('discover.facts.licence')}>{licenceName(licence) ?? t('discover.ownLicence')}</Fact>}
      {downloads !== undefined && (
        <Fact name={t('discover.facts.downloads')} className="extra">
          {formatLargeCount(i18n.language, downloads)}
        </Fact>
      )}
      {goodAt.length > 0 && (
        <Fact name={t('discover.facts.goodAt')}>
          <span className="row flex-wrap gap-x-3 gap-y-0">
            <AbilityWords abilities={goodAt} />
          </span>
        </Fact>
      )}
    </dl>
  );
}

/** The same name among what Alcove can run; the list stands before the page where there is room for one of them only. */
function findConverted(name: string): void {
  clearFilters();
  changeWish({ text: name });
  closeModel();
}

/** Only safetensors: the original weights, which Alcove cannot load as they are. */
function OriginalFiles({ page }: { page: ModelPageFacts }) {
  const { t, i18n } = useTranslation();
  if (page.versions.length > 0) return null;
  const bytes = page.safetensorsBytes;
  return (
    <Note
      title={bytes === undefined ? t('discover.noFiles') : t('discover.onlyOriginal', { size: formatBytes(i18n.language, bytes) })}
      actions={
        <Button size="sm" icon="search" onClick={() => findConverted(page.name)}>
          {t('discover.findGguf')}
        </Button>
      }
    >
      {bytes === undefined ? t('discover.noFilesHint') : t('discover.onlyOriginalHint')}
    </Note>
  );
}

/** What fits depends on what is free: again when a twentieth of the memory was taken or given back. */
function FreshFits() {
  const memory = useMemory();
  const step =
    memory &&
    `${Math.round((20 * memory.freeBytes) / memory.totalBytes)} ${Math.round((20 * (memory.gpu?.freeBytes ?? 0)) / (memory.gpu?.totalBytes ?? 1))}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when the step changes
  useEffect(() => {
    if (useModelPage.getState().areFitsKnown) void readFits();
  }, [step]);
  return null;
}

function PageSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="row gap-3.5">
        <Skeleton width={44} height={44} />
        <div className="col gap-2.5">
          <Skeleton width={220} height={18} />
          <Skeleton width={160} />
        </div>
      </div>
      <div className="col mt-8 gap-6">
        <Skeleton width="80%" />
        <Skeleton height={48} />
        <Skeleton height={260} />
      </div>
    </div>
  );
}

function PageBody({ page }: { page: ModelPageFacts }) {
  const { t } = useTranslation();
  const moment = useMoment();
  return (
    <>
      <Title page={page} />
      {page.summary && <p className="mt-3.5 max-w-[640px] select-text text-[14px]/[22px]">{page.summary}</p>}
      <div className="mt-4">
        {page.keptFrom !== undefined && (
          <Note
            className="mb-[18px]"
            tone="warn"
            title={t('discover.outOfReach', { place: t(`discover.sources.${page.source}`) })}
            actions={
              <Button size="sm" icon="retry" onClick={reloadModel}>
                {t('discover.tryAgain')}
              </Button>
            }
          >
            {t('discover.pageKeptFrom', { date: moment(page.keptFrom) })}
          </Note>
        )}
        {page.access && <AccessNote page={page} />}
        <Facts page={page} />
      </div>
      {page.versions.length > 0 && <VersionsTable page={page} />}
      <OriginalFiles page={page} />
      <Projectors page={page} />
      <ModelCard key={page.repository} />
      <FreshFits />
    </>
  );
}

/** Where the page takes the list's place, the keyboard goes along; what was pressed for the list does nothing here. */
function useFocusWhenAlone(repository: string | undefined): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const isLost = isFocusLost() || document.activeElement?.getClientRects().length === 0;
    if (repository !== undefined && isLost) main.current?.focus({ preventScroll: true });
  }, [repository]);
  return main;
}

/** The right half: the chosen model, or what suits this computer. */
export function ModelPage() {
  const { t } = useTranslation();
  const ref = useModelPage((state) => state.ref);
  const page = useModelPage((state) => state.page);
  const error = useModelPage((state) => state.error);
  const main = useFocusWhenAlone(ref?.repository);
  return (
    <main
      ref={main}
      tabIndex={-1}
      className="discover-page body @container outline-none"
      aria-busy={ref !== undefined && !page && !error}
      key={ref?.repository}
    >
      {ref ? (
        <div className="mx-auto max-w-[820px] px-7 pt-[22px] pb-10">
          <Button variant="quiet" icon="left" className="only-alone-here mb-2 -ml-2.5" onClick={closeModel}>
            {t('discover.back')}
          </Button>
          {error && (
            <div className={page ? 'mb-4' : ''}>
              {!page && <h1 className="b cut mb-4 text-[20px]/7">{ref.repository}</h1>}
              <SelfHealingFailure error={error} onRetry={reloadModel} />
            </div>
          )}
          {!page && !error && <h1 className="sr">{ref.repository}</h1>}
          {page ? <PageBody page={page} /> : !error && <PageSkeleton />}
        </div>
      ) : (
        <StartPage />
      )}
    </main>
  );
}
