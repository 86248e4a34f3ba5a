/** How long a model stays loaded, as Ollama takes it: seconds, or a duration of Go's. */
import { z } from 'zod';

const secondsOf: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const longestSeconds = 1e9;
const whole = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** Seconds, rounded up; -1 for good. Undefined for text that is no duration. */
export function parseKeepAlive(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? toSeconds(value) : undefined;
  const text = value.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return toSeconds(Number(text));
  const match = whole.exec(text);
  if (!match) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g);
  const sum = [...parts].reduce((seconds, [, amount, unit = 's']) => seconds + Number(amount) * (secondsOf[unit] ?? 0), 0);
  return toSeconds(match[1] === '-' ? -sum : sum);
}

function toSeconds(seconds: number): number {
  return seconds < 0 ? -1 : Math.min(Math.ceil(seconds), longestSeconds);
}

export const keepAliveSchema = z
  .union([z.number(), z.string().max(100)])
  .nullish()
  .transform((value, context) => {
    if (value === undefined || value === null || value === '') return undefined;
    const seconds = parseKeepAlive(value);
    if (seconds === undefined) context.addIssue({ code: 'custom', message: `"${value}" is no duration. Write seconds, or as in "5m".` });
    return seconds;
  });
