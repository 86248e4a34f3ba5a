/** Whether a model fits this computer: the niche shows how full it is, the words say it, and hovering shows the sum. */
import { HoverCard } from 'radix-ui';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Estimate, Fit as FitState } from '../../shared/engine.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { memoryReserveBytes } from '../../shared/memory-reserves.ts';
import { useSizePair } from './memory-bar.tsx';

const niche = 'M1.5 13V6a4.5 4.5 0 0 1 9 0v7Z';

const glyphs: Record<FitState, { tone: string; shape: ReactNode }> = {
  gpu: { tone: 'yes', shape: <path className="fill" d={niche} /> },
  partly: { tone: 'part', shape: <path className="fill" d="M1.5 13V6.5h9V13Z" /> },
  memory: { tone: 'ram', shape: <path className="fill" d="M1.5 13v-2.8h9V13Z" /> },
  tight: { tone: 'ram', shape: <path className="fill" d="M1.5 13V3.8A4.5 4.5 0 0 1 6 1.5a4.5 4.5 0 0 1 4.5 4.5v7Z" /> },
  'too-large': { tone: 'no', shape: null },
};

/** How a model fits, and whether there is a graphics card at all. */
export interface FitOutcome {
  fit: FitState;
  hasCard: boolean;
}

const outcomeOf = ({ fit, gpu }: Estimate): FitOutcome => ({ fit, hasCard: gpu !== undefined });

/** Without a graphics card everything runs in memory, so that fitting there is as good as it gets. */
const isAsGoodAsItGets = ({ fit, hasCard }: FitOutcome): boolean => fit === 'gpu' || (fit === 'memory' && !hasCard);

/** True when the model runs here without hardship; what the filter "Fits" keeps. */
export function fitsWell(estimate: Estimate | undefined): boolean {
  return estimate !== undefined && isAsGoodAsItGets(outcomeOf(estimate));
}

/** "Fits the graphics card", or "Fits" in a table. */
function useFitWords(): (outcome: FitOutcome, isShort?: boolean) => string {
  const { t } = useTranslation();
  return ({ fit, hasCard }, isShort = false) => {
    if (!hasCard && (fit === 'memory' || fit === 'gpu')) return t('loader.fit.fits');
    switch (fit) {
      case 'gpu':
        return isShort ? t('loader.fit.fits') : t('loader.fit.gpu');
      case 'partly':
        return isShort ? t('loader.fit.partlyShort') : t('loader.fit.partly');
      case 'memory':
        return isShort ? t('loader.fit.memoryShort') : t('loader.fit.memory');
      case 'tight':
        return t('loader.fit.tight');
      case 'too-large':
        return t('loader.fit.tooLarge');
      default:
        return fit satisfies never;
    }
  };
}

interface FitProps {
  estimate: Estimate;
  /** The glyph alone; its words are for screen readers. */
  compact?: boolean;
  /** The short words of a table. */
  short?: boolean;
  /** With numbers where they say more: layers on the card, how much too large. */
  exact?: boolean;
}

interface FitMarkProps extends ComponentPropsWithRef<'span'> {
  outcome: FitOutcome;
  compact?: boolean;
  words?: string | undefined;
}

/** Glyph and words without the sum, for what is only known roughly. */
export function FitMark({ outcome, compact = false, words, ...rest }: FitMarkProps) {
  const fitWords = useFitWords();
  const { tone, shape } = glyphs[isAsGoodAsItGets(outcome) ? 'gpu' : outcome.fit];
  return (
    <span {...rest} className={`fit ${compact ? 'solo' : ''} ${tone}`}>
      <svg viewBox="0 0 12 14" aria-hidden="true">
        {shape}
        <path d={niche} strokeDasharray={tone === 'no' ? '2 2' : undefined} />
      </svg>
      <span className={compact ? 'sr' : 'cut'}>{words ?? fitWords(outcome)}</span>
    </span>
  );
}

/** By how many bytes it is more than this computer has; 0 where it is not. */
export function overBytes({ memory, gpu }: Estimate): number {
  const inMemory = memory.modelBytes + memory.contextBytes - (memory.totalBytes - memoryReserveBytes);
  const onCard = gpu ? gpu.modelBytes + gpu.contextBytes - gpu.totalBytes : 0;
  return Math.max(0, inMemory, onCard);
}

/** "31 of 36 layers on the card", "Too large by 4.6 GB"; undefined where the usual words say as much. */
function useExactWords(): (estimate: Estimate) => string | undefined {
  const { t, i18n } = useTranslation();
  return (estimate) => {
    const { fit, gpu } = estimate;
    if (fit === 'partly' && gpu) return t('loader.fit.layers', { layers: gpu.layers, total: gpu.totalLayers });
    const over = overBytes(estimate);
    return fit === 'too-large' && over > 0 ? t('loader.fit.tooLargeBy', { size: formatBytes(i18n.language, over) }) : undefined;
  };
}

export function Fit({ estimate, compact = false, short = false, exact = false }: FitProps) {
  const fitWords = useFitWords();
  const exactWords = useExactWords();
  const outcome = outcomeOf(estimate);
  const words = (exact ? exactWords(estimate) : undefined) ?? fitWords(outcome, short);
  return (
    <HoverCard.Root openDelay={500} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <FitMark outcome={outcome} compact={compact} words={words} />
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          className="popover static! z-(--z-tooltip) w-[264px] px-3 py-2.5 text-[12px]/5"
          sideOffset={6}
          collisionPadding={12}
        >
          <FitSum estimate={estimate} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}

/** What the model and a conversation take, beside what is free in the memory that counts. */
function FitSum({ estimate }: { estimate: Estimate }) {
  const { t, i18n } = useTranslation();
  const pair = useSizePair();
  const { memory, gpu, totalBytes: needed } = estimate;
  const free = freeBytes(estimate);
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const contextBytes = memory.contextBytes + (gpu?.contextBytes ?? 0);
  return (
    <>
      <SumRow label={t('loader.model')} value={size(memory.modelBytes + (gpu?.modelBytes ?? 0))} />
      <SumRow
        label={t('loader.conversationOf', { tokens: formatCount(i18n.language, estimate.settings.contextLength) })}
        value={size(contextBytes)}
      />
      <p className="row m mt-[3px] border-line border-t pt-[5px]">
        <span className="grow">{t('loader.together')}</span>
        <span className="num">{t('loader.ofFree', { sizes: pair(needed, free), needed: size(needed), free: size(free) })}</span>
      </p>
    </>
  );
}

function SumRow({ label, value }: { label: string; value: string }) {
  return (
    <p className="row">
      <span className="grow">{label}</span>
      <span className="num">{value}</span>
    </p>
  );
}

function freeBytes({ fit, memory, gpu }: Estimate): number {
  const inMemory = Math.max(0, memory.totalBytes - memory.usedBytes);
  const onCard = gpu ? Math.max(0, gpu.totalBytes - gpu.usedBytes) : 0;
  if (fit === 'gpu' && gpu) return onCard;
  return fit === 'memory' ? inMemory : inMemory + onCard;
}
