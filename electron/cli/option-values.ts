/** Values behind options, checked. */
import { isIP } from 'node:net';
import { parseOrigin } from '../../shared/origin-text.ts';

/** The command line is not as it should be; the message says what is right. Exit code 2. */
export class UsageError extends Error {}

type Value = string | boolean | undefined;

export function parseWholeNumber(name: string, value: Value, range: { least: number; most: number; unset: number }): number {
  if (value === undefined) return range.unset;
  const { least, most } = range;
  const number = Number(value);
  if (/^\d+$/.test(String(value)) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} takes a number from ${least} to ${most}, not "${value}".`);
}

/** An address without the slash at its end. */
export function parseEndpoint(value: Value): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
  throw new UsageError(`--endpoint takes an address such as https://huggingface.co, not "${value}".`);
}

/** An address of this computer. */
export function parseHost(value: Value): string | undefined {
  if (value === undefined) return undefined;
  const host = String(value).replace(/^\[(.*)\]$/, '$1');
  if (host === 'localhost') return '127.0.0.1';
  if (isIP(host) !== 0) return host;
  throw new UsageError(`--host takes an address such as 127.0.0.1 or 0.0.0.0, not "${value}".`);
}

/** Origins with commas between them, or `*`. */
export function parseOrigins(value: Value): string[] | undefined {
  if (value === undefined) return undefined;
  return String(value)
    .split(',')
    .map((text) => {
      const origin = parseOrigin(text);
      if (origin === undefined) throw new UsageError(`--cors takes origins such as https://a.example, or *, not "${text}".`);
      return origin;
    });
}
