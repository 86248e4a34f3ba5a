import { useTranslation } from 'react-i18next';
import type { CuratedModel } from '../../../shared/hub.ts';
import { openModel, useModelPage } from '../../stores/hub-page.ts';
import { changeWish, clearFilters, hasFilters, useSearch } from '../../stores/hub-search.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { parseAddress } from './parse-address.ts';
import { suggest } from './suggest.ts';

/** A name near to what was typed: of a model that Alcove recommends, or that is here. */
function useMeant(text: string, curated: readonly CuratedModel[] | undefined): string | undefined {
  const library = useLibrary((state) => state.models);
  const names = [...(curated ?? []), ...library].flatMap(({ name, publisher }) => [name, ...(publisher ? [publisher] : [])]);
  return suggest(text, new Set(names));
}

/** Why the list is empty, and every way on from there. */
export function NothingFound({ text, curated }: { text: string; curated: readonly CuratedModel[] | undefined }) {
  const { t } = useTranslation();
  const wish = useSearch((state) => state.wish);
  const opened = useModelPage((state) => state.ref);
  const hasPage = useModelPage((state) => state.page !== undefined);
  const meant = useMeant(text, curated);
  const isNarrowed = hasFilters(wish);
  const address = parseAddress(text, wish.source);
  const isOpened = address !== undefined && opened?.source === address.source && opened.repository === address.repository;
  const wordsHint = isNarrowed ? t('discover.nothingHint.wordsAndFilters') : t('discover.nothingHint.words');
  // The address was right, and its page stands beside the list.
  const isOnlyOne = isOpened && hasPage;
  const title = !text ? t('discover.noneLikeThat') : isOnlyOne ? t('discover.nothingElse', { text }) : t('discover.nothingFound', { text });
  const hint = !text ? t('discover.nothingHint.filters') : isOnlyOne ? undefined : wordsHint;
  return (
    <EmptyState
      className="px-4! pt-14!"
      title={<span className="wrap-anywhere">{title}</span>}
      text={hint && <span className="block text-balance">{hint}</span>}
      action={
        <>
          {address && !isOpened && (
            <Button icon="right" onClick={() => openModel(address)}>
              <span className="cut max-w-[220px]">{t('discover.openAddress', { name: address.repository })}</span>
            </Button>
          )}
          {meant && !isOnlyOne && (
            <Button icon="search" onClick={() => changeWish({ text: meant })}>
              {t('discover.didYouMean', { name: meant })}
            </Button>
          )}
          {isNarrowed && <Button onClick={clearFilters}>{t('discover.clearFilters')}</Button>}
        </>
      }
    />
  );
}
