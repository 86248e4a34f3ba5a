import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CuratedModel, FoundModel } from '../../../shared/hub.ts';
import { useCommand } from '../../commands.ts';
import { useMoment } from '../../components/downloads/use-moment.ts';
import { closeModel, useModelPage } from '../../stores/hub-page.ts';
import { changeWish, isStart, loadMore, searchAgain, useSearch } from '../../stores/hub-search.ts';
import { useMemory } from '../../stores/system.ts';
import { Button } from '../../ui/button.tsx';
import { isFocusLost } from '../../ui/is-focus-lost.ts';
import { Note } from '../../ui/note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Failure } from './failure.tsx';
import { Filters } from './filters.tsx';
import { FoundList, type FoundListHandle, type ListItem } from './found-list.tsx';
import { NothingFound } from './nothing-found.tsx';
import { SearchField } from './search-field.tsx';
import { SourceLine } from './source-line.tsx';
import { useCurated } from './use-curated.ts';

/** Rows that are still coming, in their real height. */
function SkeletonRows({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name.
    <div key={index} className="flex h-[54px] items-center gap-2.5 pr-2.5 pl-2" aria-hidden="true">
      <Skeleton width={32} height={32} />
      <div className="col grow gap-2">
        <Skeleton width={`${60 - ((index * 17) % 30)}%`} />
        <Skeleton width={`${40 - ((index * 11) % 15)}%`} height={8} />
      </div>
    </div>
  ));
}

/** The curated models under the names of their sections, in the order they come in. */
function useCuratedItems(curated: readonly CuratedModel[] | undefined): ListItem[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const sections = [...new Set(curated?.map(({ section }) => section))];
    return sections.flatMap((section): ListItem[] => [
      { type: 'group', label: t(`discover.sections.${section}`) },
      ...(curated ?? []).filter((model) => model.section === section).map((model): ListItem => ({ type: 'model', model })),
    ]);
  }, [curated, t]);
}

function KeptNote({ from }: { from: number }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const source = useSearch((state) => state.wish.source);
  return (
    <Note
      className="mx-1 mb-2"
      tone="warn"
      title={t('discover.outOfReach', { place: t(`discover.sources.${source}`) })}
      actions={
        <Button size="sm" icon="retry" onClick={searchAgain}>
          {t('discover.tryAgain')}
        </Button>
      }
    >
      {t('discover.keptFrom', { date: moment(from) })}
    </Note>
  );
}

/** What stands below the rows: more of them coming, why there are none, or the way to all of them. */
function ListEnd({ curated, isFirst }: { curated: readonly CuratedModel[] | undefined; isFirst: boolean }) {
  const { t } = useTranslation();
  const { models, isBusy, error, retryAt, wish } = useSearch();
  if (isFirst) {
    if (curated === undefined) return <SkeletonRows count={8} />;
    return (
      <Button variant="quiet" icon="search" className="mt-2 w-full" onClick={() => changeWish({ sort: 'trending' })}>
        {t('discover.browse', { place: t(`discover.sources.${wish.source}`) })}
      </Button>
    );
  }
  if (error) return <Failure className="mx-1 mt-2" error={error} retryAt={retryAt} onRetry={searchAgain} />;
  if (isBusy === 'more') return <SkeletonRows count={3} />;
  if (models.length > 0) return null;
  if (isBusy === 'first') return <SkeletonRows count={10} />;
  return <NothingFound text={wish.text.trim()} curated={curated} />;
}

const noItems: ListItem[] = [];
const toItem = (model: FoundModel): ListItem => ({ type: 'model', model });

/** Whoever closes a model's page from inside it stands in the list again. */
function useFocusAfterPage(hasModel: boolean, list: RefObject<FoundListHandle | null>): void {
  const had = useRef(hasModel);
  useEffect(() => {
    if (had.current && !hasModel && isFocusLost()) list.current?.focus();
    had.current = hasModel;
  }, [hasModel, list]);
}

/** Field, filters and list: what there is to find. */
export function SearchColumn() {
  const { t } = useTranslation();
  const { wish, models, isBusy, keptFrom, cursor } = useSearch();
  const isFirst = isStart(wish);
  const memory = useMemory();
  const curated = useCurated();
  const curatedItems = useCuratedItems(curated);
  const foundItems = useMemo(() => (models.length > 0 ? models.map(toItem) : noItems), [models]);
  const list = useRef<FoundListHandle>(null);
  const hasModel = useModelPage((state) => state.ref !== undefined);
  useCommand('stop', hasModel ? closeModel : undefined);
  useFocusAfterPage(hasModel, list);
  let before: ReactNode;
  if (!isFirst && keptFrom !== undefined && isBusy !== 'first') before = <KeptNote from={keptFrom} />;
  return (
    <section className="discover-list" aria-label={t('discover.searchColumn')}>
      {!hasModel && <h1 className="sr">{t('rail.discover')}</h1>}
      <div className="window-top flex flex-col gap-2 px-3 pt-3 pb-1.5">
        <SearchField onDown={() => list.current?.focus()} />
        <Filters memory={memory} />
        <SourceLine />
      </div>
      <p className="sr" role="status">
        {!isFirst && isBusy === undefined && models.length > 0 && t('discover.foundCount', { count: models.length })}
      </p>
      <FoundList
        ref={list}
        label={isFirst ? t('discover.suggested') : t('discover.results')}
        items={isFirst ? curatedItems : foundItems}
        listKey={isFirst ? 'start' : JSON.stringify(wish)}
        isBusy={isBusy === 'first'}
        memory={memory}
        onEnd={!isFirst && cursor !== undefined ? loadMore : undefined}
        before={before}
        after={<ListEnd curated={curated} isFirst={isFirst} />}
      />
    </section>
  );
}
