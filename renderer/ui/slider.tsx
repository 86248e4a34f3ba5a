import { Slider as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { NumberField } from './number-field.tsx';

interface SliderProps {
  label: string;
  value: number;
  /** The track's range; the number field takes values beyond it, up to `limits`. */
  min: number;
  max: number;
  step: number;
  /** The value that was settled on: after a drag, a key, or a typed number. */
  onChange: (value: number) => void;
  /** Every value on the way, while the thumb is dragged. */
  onDrag?: (value: number) => void;
  limits?: { min: number; max: number };
  format?: (value: number) => string;
  hint?: ReactNode;
  /** A double click on the track goes back to it. */
  defaultValue?: number;
}

const decimalsOf = (step: number) => (String(step).split('.')[1] ?? '').length;
const between = (value: number, range: { min: number; max: number }) => Math.min(range.max, Math.max(range.min, value));

/** A track for trying and a number field for exact values. Arrows one step, Shift ten. */
export function Slider(props: SliderProps) {
  const { label, value, min, max, step, onChange, onDrag, limits, format, hint, defaultValue } = props;
  const [dragged, setDragged] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever value comes back replaces the one being dragged.
  useEffect(() => setDragged(undefined), [value]);
  const shown = dragged ?? value;
  const text = format ?? ((number: number) => number.toFixed(decimalsOf(step)));
  const settle = (next: number) => {
    onChange(limits ? between(next, limits) : next);
    // The value comes back by itself; where it was refused, the old one is shown again.
    setTimeout(() => setDragged(undefined), 1000);
  };
  const reset = () => {
    if (defaultValue !== undefined) onChange(defaultValue);
  };
  return (
    <div className="slider">
      <span className="label">{label}</span>
      <Radix.Root
        className="track"
        min={min}
        max={max}
        step={step}
        value={[between(shown, { min, max })]}
        onValueChange={([next = shown]) => {
          setDragged(next);
          onDrag?.(next);
        }}
        onValueCommit={([next = shown]) => settle(next)}
        onDoubleClick={reset}
      >
        <Radix.Track className="rail-line">
          <Radix.Range className="range" />
        </Radix.Track>
        <Radix.Thumb className="thumb" aria-label={label} aria-valuetext={text(shown)} />
      </Radix.Root>
      <NumberField label={label} value={shown} step={step} onChange={settle} format={text} />
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}
