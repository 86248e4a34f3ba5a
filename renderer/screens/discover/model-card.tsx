import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ArePicturesShown } from '../../components/markdown/link.tsx';
import { Markdown } from '../../components/markdown/markdown.tsx';
import { useModelPage } from '../../stores/hub-page.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { cardOpening } from './card-opening.ts';

const hasPictures = (markdown: string): boolean => /!\[[^\]]*\]\(\s*<?https?:/i.test(markdown);

/** What the publisher says: its first paragraphs, and all of it when wanted; pictures only when asked for. */
export function ModelCard() {
  const { t } = useTranslation();
  const whole = useModelPage((state) => state.card);
  const cardError = useModelPage((state) => state.cardError);
  const asksFirst = useSettings((state) => state.settings?.askBeforePictures ?? true);
  const [isWhole, setWhole] = useState(false);
  const [arePicturesWanted, setPicturesWanted] = useState(false);
  const summary = useModelPage((state) => state.page?.summary);
  const opening = useMemo(() => (whole === undefined ? '' : cardOpening(whole, summary)), [whole, summary]);
  if (cardError || whole?.trim() === '') return null;
  // Where the summary above is all there is to open with, the button alone leads to the card.
  const isFolded = opening !== '' || summary !== undefined;
  const isShown = isWhole || !isFolded;
  const arePicturesShown = arePicturesWanted || !asksFirst;
  return (
    <section className="mt-[22px]" aria-label={t('discover.card.title')}>
      <div className="row mb-2 min-h-6">
        <h2 className="h grow">{t('discover.card.title')}</h2>
        {whole !== undefined && isShown && !arePicturesShown && hasPictures(whole) && (
          <Button size="sm" variant="quiet" icon="eye" onClick={() => setPicturesWanted(true)}>
            {t('discover.card.showPictures')}
          </Button>
        )}
      </div>
      {whole === undefined ? (
        <div className="col gap-2.5" aria-hidden="true">
          <Skeleton width="92%" />
          <Skeleton width="84%" />
          <Skeleton width="40%" />
        </div>
      ) : (
        <>
          <div className="max-w-[660px] select-text">
            <ArePicturesShown value={arePicturesShown}>
              <Markdown text={isShown ? whole : opening} />
            </ArePicturesShown>
          </div>
          {isFolded && opening.trim() !== whole.trim() && (
            <Button className="quiet-link mt-1 p-0!" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? t('discover.card.showLess') : t('discover.card.showWhole')}
              <Icon name="down" size={14} className={isWhole ? 'rotate-180' : ''} />
            </Button>
          )}
        </>
      )}
    </section>
  );
}
