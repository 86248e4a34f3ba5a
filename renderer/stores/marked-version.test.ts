import { expect, test } from 'vitest';
import type { Estimate, Fit } from '../../shared/engine.ts';
import type { VersionFit } from '../../shared/hub.ts';
import { groupVersions } from '../../shared/versions.ts';
import { markedVersion } from './marked-version.ts';

const { versions } = groupVersions(
  ['Q3_K_M', 'Q4_K_M', 'Q6_K'].map((quantization, index) => ({ path: `m-${quantization}.gguf`, sizeBytes: index + 1 })),
);
const fitsOf = (fits: Record<string, Fit>): Record<string, VersionFit> =>
  Object.fromEntries(Object.entries(fits).map(([versionId, fit]) => [versionId, { versionId, estimate: { fit } as Estimate }]));

test('nothing is marked before all fits are known, so that the mark does not jump', () => {
  const some = { versions, fits: fitsOf({ Q4_K_M: 'gpu' }), marked: undefined };
  expect(markedVersion({ ...some, areFitsKnown: false })).toBeUndefined();
  expect(markedVersion({ ...some, areFitsKnown: true })).toBe('Q4_K_M');
  expect(markedVersion({ ...some, fits: {}, areFitsKnown: true })).toBe('Q4_K_M');
  const all = fitsOf({ Q3_K_M: 'gpu', Q4_K_M: 'gpu', Q6_K: 'gpu' });
  expect(markedVersion({ versions, fits: all, areFitsKnown: false, marked: undefined })).toBe('Q4_K_M');
});

test('a marked version stays marked while it can run, and no longer', () => {
  const marked = { versions, areFitsKnown: true, marked: 'Q4_K_M' };
  expect(markedVersion({ ...marked, fits: fitsOf({ Q3_K_M: 'gpu', Q4_K_M: 'memory', Q6_K: 'memory' }) })).toBe('Q4_K_M');
  expect(markedVersion({ ...marked, fits: fitsOf({ Q3_K_M: 'tight', Q4_K_M: 'too-large', Q6_K: 'too-large' }) })).toBe('Q3_K_M');
  // The page was read again, and the version is gone from it.
  expect(markedVersion({ ...marked, versions: versions.slice(2), fits: fitsOf({ Q6_K: 'gpu' }) })).toBe('Q6_K');
});
