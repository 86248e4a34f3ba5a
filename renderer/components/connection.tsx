import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSystem } from '../stores/system.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Note } from '../ui/note.tsx';

/** True once `isOn` has held for this long. */
function useDelayed(isOn: boolean, delayMs: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!isOn) return;
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [isOn, delayMs]);
  return isOn && isLate;
}

/** Says that the host is away, once that is more than a blink. */
export function ConnectionNote() {
  const { t } = useTranslation();
  const isLost = useDelayed(
    useSystem((state) => state.connection === 'lost'),
    800,
  );
  if (!isLost) return null;
  return (
    <Note tone="warn" title={t('app.lost.title')}>
      {t('app.lost.text')}
    </Note>
  );
}

/** In place of the app: a host that was started anew no longer knows this page. */
export function RefusedPage() {
  const { t } = useTranslation();
  return (
    <main className="grid h-dvh place-items-center">
      <h1 className="sr">{t('app.name')}</h1>
      <EmptyState title={t('app.refused.title')} text={t('app.refused.text')} />
    </main>
  );
}

/** In place of the app while the host has not answered yet; blank for the first second. */
export function WaitingPage() {
  const { t } = useTranslation();
  const isLate = useDelayed(true, 1500);
  return (
    <main className="grid h-dvh place-items-center" aria-busy="true">
      <h1 className="sr">{t('app.name')}</h1>
      {isLate && <EmptyState title={t('app.waiting.title')} text={t('app.waiting.text')} />}
    </main>
  );
}
