import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { backoffMs, PassingError, toPassing } from './retry.ts';

const now = Date.parse('2026-11-01T12:00:00Z');
test.each([
  ['hub.unreachable', { reason: 'offline' }, true],
  ['hub.rate-limited', { retryAt: now }, true],
  ['hub.portal', {}, true],
  ['hub.failed', { status: 503 }, true],
  ['hub.failed', { status: 400 }, false],
  ['hub.sign-in-needed', {}, false],
  ['hub.not-found', {}, false],
] as const)('%s %o passes by itself: %s', (code, data, isPassing) => {
  expect(toPassing(new AppError(code, '', { data })) instanceof PassingError).toBe(isPassing);
});

test('waits grow, up to a minute and a third', () => {
  const waits = Array.from({ length: 30 }, (_, index) => backoffMs(index + 1, 1000));
  expect(waits[0]).toBeLessThan(1334);
  expect(waits[4]).toBeGreaterThan(10_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(80_000);
});
