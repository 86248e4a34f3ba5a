import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCountdown } from '../../../shared/format.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { describeError } from '../../errors.ts';
import { leastRestMs, retryAtOf } from '../../retry-at.ts';
import { showSettings } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';

/** Whole seconds until then, counted down; 0 once it has come. */
function useSecondsUntil(at: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (at === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [at]);
  return at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
}

interface FailureProps {
  error: WireError;
  /** Counts down to it instead of a button: it goes on by itself. */
  retryAt?: number | undefined;
  onRetry: () => void;
  className?: string;
}

/** Why nothing came, and how it goes on: by a button, or by itself after a countdown that everybody sees. */
export function Failure({ error, retryAt, onRetry, className }: FailureProps) {
  const { t, i18n } = useTranslation();
  const seconds = useSecondsUntil(retryAt);
  const { happened, next } = describeError(t, error);
  if (retryAt !== undefined) {
    return (
      <Note tone="warn" title={happened} className={className ?? ''}>
        <span role="timer" aria-live="off" className="num">
          {t('discover.goesOnIn', { time: formatCountdown(i18n.language, seconds) })}
        </span>
      </Note>
    );
  }
  return (
    <Note
      tone="bad"
      title={happened}
      className={className ?? ''}
      actions={
        <>
          <Button size="sm" icon="retry" onClick={onRetry}>
            {t('discover.tryAgain')}
          </Button>
          {error.code === 'hub.unreachable' && (
            <Button size="sm" variant="quiet" icon="settings" onClick={() => showSettings('network')}>
              {t('discover.networkSettings')}
            </Button>
          )}
        </>
      }
    >
      {next}
    </Note>
  );
}

/** A failure that tries again by itself when the host allows it. */
export function SelfHealingFailure({ error, onRetry, className }: { error: WireError; onRetry: () => void; className?: string }) {
  const retryAt = retryAtOf(error);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment decides, not the function
  useEffect(() => {
    if (retryAt === undefined) return;
    const timer = setTimeout(onRetry, Math.max(leastRestMs, retryAt - Date.now()));
    return () => clearTimeout(timer);
  }, [retryAt]);
  return <Failure error={error} retryAt={retryAt} onRetry={onRetry} {...(className ? { className } : {})} />;
}
