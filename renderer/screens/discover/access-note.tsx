import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelPage } from '../../../shared/hub.ts';
import { openOutside } from '../../components/markdown/link.tsx';
import { useHub } from '../../stores/hub.ts';
import { reloadModel } from '../../stores/hub-page.ts';
import { showSettings } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Note } from '../../ui/note.tsx';

/** Between two looks whether a licence was accepted meanwhile, in milliseconds. */
const lookAgainMs = 5000;

/** Whoever comes back from the licence's page finds out by itself whether that was enough. */
function useLookAgain(): void {
  useEffect(() => {
    let lookedAt = Date.now();
    const look = () => {
      if (Date.now() - lookedAt < lookAgainMs) return;
      lookedAt = Date.now();
      reloadModel();
    };
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
}

/** A model that its publisher gives out only after a licence was accepted: what to do, and the buttons for it. */
export function AccessNote({ page }: { page: ModelPage }) {
  const { t } = useTranslation();
  const hasToken = useHub((state) => state.hub?.token.from !== 'none');
  useLookAgain();
  const needsToken = page.access === 'sign-in' || !hasToken;
  return (
    <Note
      tone="warn"
      icon="shield"
      className="mb-[18px]"
      title={t('discover.access.title', { publisher: page.publisher })}
      actions={
        <>
          <a
            className="btn sm"
            href={page.webUrl}
            target="_blank"
            rel="noopener noreferrer"
            onClick={(event) => openOutside(event, page.webUrl)}
          >
            <Icon name="external" size={14} />
            {t('discover.access.open')}
          </a>
          {needsToken && (
            <Button size="sm" icon="settings" onClick={() => showSettings('network')}>
              {t('discover.access.token')}
            </Button>
          )}
          <Button size="sm" variant="quiet" icon="retry" onClick={reloadModel}>
            {t('discover.access.check')}
          </Button>
        </>
      }
    >
      {needsToken ? t('discover.access.signIn') : t('discover.access.ask')}
    </Note>
  );
}
