/** Whether a model fits this computer: the niche shows how full it is, the words say it, and hovering shows the sum. */
import { HoverCard } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Estimate, Fit as FitState } from '../../shared/engine.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { useSizePair } from './memory-bar.tsx';

const niche = 'M1.5 13V6a4.5 4.5 0 0 1 9 0v7Z';

const glyphs: Record<FitState, { tone: string; shape: ReactNode }> = {
  gpu: { tone: 'yes', shape: <path className="fill" d={niche} /> },
  partly: { tone: 'part', shape: <path className="fill" d="M1.5 13V6.5h9V13Z" /> },
  memory: { tone: 'ram', shape: <path className="fill" d="M1.5 13v-2.8h9V13Z" /> },
  tight: { tone: 'ram', shape: <path className="fill" d="M1.5 13V3.8A4.5 4.5 0 0 1 6 1.5a4.5 4.5 0 0 1 4.5 4.5v7Z" /> },
  'too-large': { tone: 'no', shape: null },
};

/** Without a graphics card everything runs in memory, so that fitting there is as good as it gets. */
function glyphOf(estimate: Estimate) {
  return estimate.fit === 'memory' && !estimate.gpu ? glyphs.gpu : glyphs[estimate.fit];
}

/** True when the model runs here without hardship; what the filter "Fits" keeps. */
export function fitsWell(estimate: Estimate | undefined): boolean {
  return estimate !== undefined && (estimate.fit === 'gpu' || (estimate.fit === 'memory' && !estimate.gpu));
}

/** "Fits the graphics card", or "Fits" in a table. */
function useFitWords(): (estimate: Estimate, isShort?: boolean) => string {
  const { t } = useTranslation();
  return (estimate, isShort = false) => {
    if (!estimate.gpu && (estimate.fit === 'memory' || estimate.fit === 'gpu')) return t('loader.fit.fits');
    switch (estimate.fit) {
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
        return estimate.fit satisfies never;
    }
  };
}

interface FitProps {
  estimate: Estimate;
  /** The glyph alone; its words are for screen readers. */
  compact?: boolean;
  /** The short words of a table. */
  short?: boolean;
}

export function Fit({ estimate, compact = false, short = false }: FitProps) {
  const words = useFitWords()(estimate, short);
  const { tone, shape } = glyphOf(estimate);
  return (
    <HoverCard.Root openDelay={500} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <span className={`fit ${compact ? 'solo' : ''} ${tone}`}>
          <svg viewBox="0 0 12 14" aria-hidden="true">
            {shape}
            <path d={niche} strokeDasharray={tone === 'no' ? '2 2' : undefined} />
          </svg>
          <span className={compact ? 'sr' : 'cut'}>{words}</span>
        </span>
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
