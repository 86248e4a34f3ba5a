interface ProgressProps {
  /** 0 to 1; unset for a length that is not known (under three seconds only). */
  value?: number | undefined;
  label: string;
  state?: 'running' | 'paused' | 'failed';
  className?: string;
}

/** How far something is. It is read aloud at every quarter, so that it does not talk all the time. */
export function Progress({ value, label, state = 'running', className = '' }: ProgressProps) {
  const look = value === undefined ? 'wait' : { running: '', paused: 'still', failed: 'bad' }[state];
  const percent = value === undefined ? undefined : Math.round(value * 100);
  return (
    <div
      className={`prog ${look} ${className}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === undefined ? undefined : Math.floor(percent / 25) * 25}
      style={value === undefined ? undefined : { ['--v' as string]: `${value * 100}%` }}
    />
  );
}
