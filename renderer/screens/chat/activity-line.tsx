import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../../../shared/chats.ts';
import { formatCount, formatDuration, formatPercent } from '../../../shared/format.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Spinner } from '../../ui/spinner.tsx';

/** How long the rest takes, in milliseconds, by the pace since it was first seen; undefined until there is a pace. */
function useTimeLeft(progress: number): number | undefined {
  const first = useRef({ at: performance.now(), progress });
  if (progress < first.current.progress) first.current = { at: performance.now(), progress };
  const elapsedMs = performance.now() - first.current.at;
  const done = progress - first.current.progress;
  return elapsedMs < 800 || done <= 0 ? undefined : (elapsedMs / done) * (1 - progress);
}

/** "64 % · about 5 s left" */
export function LoadProgressText({ progress }: { progress: number }) {
  const { t, i18n } = useTranslation();
  const leftMs = useTimeLeft(progress);
  const percent = formatPercent(i18n.language, progress);
  if (leftMs === undefined) return percent;
  const time = formatDuration(i18n.language, Math.max(1000, Math.round(leftMs / 1000) * 1000)).replace(/\.0/, '');
  return t('chat.loadProgress', { percent, time });
}

interface ActivityLineProps {
  activity: Activity;
  modelName: string;
  onCancelLoad: () => void;
}

/** What an answer waits for before its first word. */
export function ActivityLine({ activity, modelName, onCancelLoad }: ActivityLineProps) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(i18n.language, value);
  switch (activity.type) {
    case 'loading':
      return (
        <div className="flex max-w-[360px] flex-col gap-2" role="status">
          <p className="row t-12 c2">
            <span className="grow cut">{t('chat.loading', { name: modelName })}</span>
            <span className="num c3">
              <LoadProgressText progress={activity.progress} />
            </span>
          </p>
          <Progress value={activity.progress} label={t('chat.loading', { name: modelName })} />
          <span>
            <Button size="sm" onClick={onCancelLoad}>
              {t('chat.cancel')}
            </Button>
          </span>
        </div>
      );
    case 'queued':
      if (activity.position <= 1) return <Waiting>{t('chat.queuedNext')}</Waiting>;
      if (activity.position === 2) return <Waiting>{t('chat.queuedSecond')}</Waiting>;
      return <Waiting>{t('chat.queued', { position: count(activity.position) })}</Waiting>;
    case 'prompt':
      return (
        <Delayed>
          <Waiting>{t('chat.reading', { done: count(activity.processed), total: count(activity.total) })}</Waiting>
        </Delayed>
      );
    case 'idle':
    case 'writing':
      return null;
    default:
      return activity satisfies never;
  }
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className="row t-12 c3 h-[23px]">
      <Spinner />
      <span className="num">{children}</span>
    </div>
  );
}

/** Shows what takes longer than a glance; a short prompt is read before anybody could read about it. */
function Delayed({ children }: { children: ReactNode }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return isDue ? children : <div className="h-[23px]" />;
}
