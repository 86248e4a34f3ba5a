import { useTranslation } from 'react-i18next';
import type { SamplingOverrides } from '../../../shared/generation.ts';
import { Slider } from '../../ui/slider.tsx';
import type { SamplingField } from './sampling-fields.ts';

interface SamplingSliderProps {
  field: SamplingField;
  /** Undefined: as the model has it. */
  value: number | undefined;
  defaultValue: number;
  onChange: (change: SamplingOverrides) => void;
}

/** One number of sampling; going back to the model's own value gives up the conversation's. */
export function SamplingSlider({ field, value, defaultValue, onChange }: SamplingSliderProps) {
  const { t } = useTranslation();
  const { key, min, max, step, limits, hasHint } = field;
  const decimals = step < 1 ? 2 : 0;
  return (
    <Slider
      label={t(`chat.sampling.${key}`)}
      value={value ?? defaultValue}
      min={min}
      max={max}
      step={step}
      limits={limits}
      defaultValue={defaultValue}
      format={(number) => number.toFixed(decimals)}
      hint={hasHint ? t(`chat.samplingHints.${key}`) : undefined}
      onChange={(next) => {
        const settled = decimals === 0 ? Math.round(next) : next;
        onChange({ [key]: settled === defaultValue ? undefined : settled });
      }}
    />
  );
}
