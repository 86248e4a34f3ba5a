import { Slider } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import { NumberField } from '../../ui/number-field.tsx';

interface LoadSliderProps {
  label: string;
  value: number;
  /** The values the track stops at, from small to large. */
  steps: number[];
  /** What the number field takes; it may go beyond the track. */
  limits: { min: number; max: number };
  onChange: (value: number) => void;
  /** By double click on the track. */
  onReset: () => void;
  hint?: string | undefined;
}

/** A slider over uneven steps (powers of two, say), with a number field that takes any whole number within the limits. */
export function LoadSlider({ label, value, steps, limits, onChange, onReset, hint }: LoadSliderProps) {
  const { i18n } = useTranslation();
  const hintId = useId();
  const last = steps.length - 1;
  const next = steps.findIndex((step) => step >= value);
  const index = next === -1 ? last : next;
  const text = (count: number) => formatCount(i18n.language, count);
  return (
    <div className="slider">
      <span className="label">{label}</span>
      <Slider.Root
        className="track"
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={[index]}
        onValueChange={([chosen]) => onChange(steps[Math.min(chosen ?? 0, last)] ?? value)}
        onDoubleClick={onReset}
      >
        <Slider.Track className="rail-line">
          <Slider.Range className="range" />
        </Slider.Track>
        <Slider.Thumb className="thumb" aria-label={label} aria-valuetext={text(value)} aria-describedby={hint ? hintId : undefined} />
      </Slider.Root>
      <NumberField
        label={label}
        value={value}
        step={1}
        onChange={(typed) => onChange(Math.min(limits.max, Math.max(limits.min, Math.round(typed))))}
        format={text}
      />
      {hint && (
        <span id={hintId} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}

/** Powers of two from 512 up to the longest context the model was trained for, which closes the list. */
export function contextSteps(trainedLength: number): number[] {
  const steps: number[] = [];
  for (let step = 512; step < trainedLength; step *= 2) steps.push(step);
  return [...steps, trainedLength];
}
