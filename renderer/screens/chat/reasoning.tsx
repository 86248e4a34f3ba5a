import { useContext, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../../shared/format.ts';
import { Markdown } from '../../components/markdown/markdown.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { LetGoOfEnd } from './scroll.ts';

interface ReasoningProps {
  text: string;
  /** The thought is being written now. */
  isThinking: boolean;
  /** Its time as the host measured it, once the answer is there. */
  durationMs: number | undefined;
}

/** Measures in the page while the host has not told the time yet. */
function useThinkingTime(isThinking: boolean): number | undefined {
  const times = useRef<{ from?: number; to?: number }>({});
  if (isThinking) times.current.from ??= performance.now();
  else if (times.current.from !== undefined) times.current.to ??= performance.now();
  const { from, to } = times.current;
  return from !== undefined && to !== undefined ? to - from : undefined;
}

/** What a model thought before it answered, folded away under its time. */
export function Reasoning({ text, isThinking, durationMs }: ReasoningProps) {
  const { t, i18n } = useTranslation();
  const letGo = useContext(LetGoOfEnd);
  const [isOpen, setOpen] = useState(false);
  const measured = useThinkingTime(isThinking);
  const time = durationMs || measured;
  const label = isThinking
    ? t('chat.thinking')
    : time
      ? t('chat.thoughtFor', { time: formatDuration(i18n.language, time) })
      : t('chat.thought');
  return (
    <Fold
      open={isOpen}
      onOpenChange={(next) => {
        letGo();
        setOpen(next);
      }}
      label={
        <>
          {label}
          {isThinking && <Spinner className="size-3!" />}
        </>
      }
    >
      <div className="mt-2 ml-[6px] border-l border-line pl-[13px] text-text-2 [&_.prose]:text-[13px] [&_.prose]:leading-[21px]">
        {isOpen && <Markdown text={text} isWriting={isThinking} />}
      </div>
    </Fold>
  );
}
