import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { formatTimeLeft } from '../../components/downloads/time-left.ts';
import { Fit, FitMark } from '../../components/fit.tsx';
import { describeError } from '../../errors.ts';
import { useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { useHardware } from '../../stores/system.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Step } from './step.tsx';
import { offeredCount, type Recommended, type useRecommended } from './use-recommended.ts';

/** The value of the starter among the repositories. */
export const starterChoice = 'starter';

interface ChoiceProps {
  value: string;
  name: string;
  about: string;
  tag?: ReactNode;
  fit: ReactNode;
  aside: ReactNode;
}

function Choice({ value, name, about, tag, fit, aside }: ChoiceProps) {
  return (
    <RadioGroup.Item value={value} aria-label={name} className="first-choice">
      <span className="radio" />
      <span className="col grow text-left">
        <span className="row">
          <span className="m cut">{name}</span>
          {tag}
        </span>
        <span className="t-12 c3 text-pretty">{about}</span>
      </span>
      <span className="mx-1 text-left max-[760px]:hidden">{fit}</span>
      <span className="num c2 t-12 min-w-[104px] text-right max-[760px]:col-span-2">{aside}</span>
    </RadioGroup.Item>
  );
}

function StarterChoice({ starter }: { starter: Model }) {
  const { t } = useTranslation();
  const estimate = useEngine((state) => state.estimates[starter.id]);
  return (
    <Choice
      value={starterChoice}
      name={starter.name}
      about={t('firstStart.starterAbout')}
      fit={estimate && <Fit estimate={estimate} />}
      aside={<span className="m c-ok">{t('firstStart.ready')}</span>}
    />
  );
}

function DownloadChoice({ model, isFirst, bytesPerSecond }: { model: Recommended; isFirst: boolean; bytesPerSecond: number | undefined }) {
  const { t, i18n } = useTranslation();
  const hasCard = (useHardware()?.gpus.length ?? 0) > 0;
  const size = formatBytes(i18n.language, model.sizeBytes);
  const time = bytesPerSecond ? formatTimeLeft(t, i18n.language, roundUp(model.sizeBytes / bytesPerSecond)) : undefined;
  return (
    <Choice
      value={model.repository}
      name={model.name}
      about={model.summary}
      tag={isFirst && <Tag tone="accent">{t('firstStart.suits')}</Tag>}
      fit={<FitMark outcome={{ fit: model.fit, hasCard }} />}
      aside={time ? `${size} · ${time}` : size}
    />
  );
}

/** Holds the place of the models that are still being chosen, so that nothing below moves when they come. */
function ComingChoices() {
  return Array.from({ length: offeredCount }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name.
    <div key={index} className="first-choice h-[57px]" aria-hidden="true">
      <span className="w-4" />
      <span className="col gap-2">
        <Skeleton width={120} />
        <Skeleton width={210} height={8} />
      </span>
    </div>
  ));
}

/** A guess before anything was fetched: whole minutes from one on. */
const roundUp = (seconds: number): number => (seconds >= 60 ? Math.ceil(seconds / 60) * 60 : seconds);

interface FirstModelProps {
  starter: Model | undefined;
  models: ReturnType<typeof useRecommended>;
  choice: string;
  onChoose: (choice: string) => void;
}

/** The starter, and models that suit this computer better. */
export function FirstModel({ starter, models, choice, onChoose }: FirstModelProps) {
  const { t } = useTranslation();
  const isMissing = useLibrary((state) => state.isKnown && !state.isScanning) && !starter;
  const { isKnown, recommended, problem, bytesPerSecond } = models;
  const starterWords = problem ? t('firstStart.starterOnly') : t('firstStart.starterReady');
  const words = isMissing ? t('firstStart.noStarter') : starterWords;
  return (
    <Step mark={choice === starterChoice && starter ? 'done' : 2} title={t('firstStart.firstModel')}>
      <p className="c2">{words}</p>
      {(starter || recommended.length > 0) && (
        <RadioGroup.Root className="first-choices" aria-label={t('firstStart.firstModel')} value={choice} onValueChange={onChoose}>
          {starter && <StarterChoice starter={starter} />}
          {recommended.map((model, index) => (
            <DownloadChoice key={model.repository} model={model} isFirst={index === 0} bytesPerSecond={bytesPerSecond} />
          ))}
          {!isKnown && <ComingChoices />}
        </RadioGroup.Root>
      )}
      {problem && (
        <p className="t-12 c3 mt-1.5" role="status">
          {describeError(t, problem).happened}
          {t('app.sentenceGap')}
          {t('firstStart.offline')}
        </p>
      )}
    </Step>
  );
}
