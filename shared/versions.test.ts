import { expect, test } from 'vitest';
import type { Fit } from './engine.ts';
import { findVersion, groupVersions, recommendVersion } from './versions.ts';

const file = (path: string, sizeBytes = 1) => ({ path, sizeBytes });
const named = (...quantizations: string[]) => groupVersions(quantizations.map((name, index) => file(`m-${name}.gguf`, index + 1))).versions;
const fitsOf = (entries: Record<string, Fit>) => new Map(Object.entries(entries));

test('parts of a split model are one version with the size of all', () => {
  const { versions } = groupVersions([file('Q2_K/m-Q2_K-00002-of-00002.gguf', 5), file('Q2_K/m-Q2_K-00001-of-00002.gguf', 7)]);
  expect(versions).toEqual([
    {
      id: 'Q2_K',
      quantization: 'Q2_K',
      files: [file('Q2_K/m-Q2_K-00001-of-00002.gguf', 7), file('Q2_K/m-Q2_K-00002-of-00002.gguf', 5)],
      sizeBytes: 12,
      group: 'small',
      quality: 'plainer',
      isComplete: true,
    },
  ]);
});

test('a version with missing parts is incomplete and never recommended', () => {
  const { versions } = groupVersions([file('m-Q4_K_M-00001-of-00003.gguf'), file('m-Q4_K_M-00003-of-00003.gguf'), file('m-Q8_0.gguf')]);
  expect(versions.map(({ id, isComplete }) => [id, isComplete])).toEqual([
    ['Q8_0', true],
    ['Q4_K_M', false],
  ]);
  expect(recommendVersion(versions)?.id).toBe('Q8_0');
});

test('projectors stand apart; importance matrices, drafts and adapters are left out', () => {
  const grouped = groupVersions(
    [
      'm-Q4_K_M.gguf',
      'mmproj-m-F16.gguf',
      'imatrix.gguf',
      'm.imatrix.gguf',
      'mtp-m-Q8_0.gguf',
      'eagle3-m.gguf',
      'm-draft-Q8_0.gguf',
      'm-lora.gguf',
      'README.md',
    ].map((path) => file(path)),
  );
  expect(grouped.versions.map(({ id }) => id)).toEqual(['Q4_K_M']);
  expect(grouped.projectors.map(({ id }) => id)).toEqual(['F16']);
  expect(grouped.safetensorsBytes).toBeUndefined();
});

test('safetensors are added up without adapters and consolidated copies', () => {
  const files = [
    file('model-00001-of-00002.safetensors', 3),
    file('model-00002-of-00002.safetensors', 4),
    file('consolidated.safetensors', 7),
  ];
  expect(groupVersions(files).safetensorsBytes).toBe(7);
});

test('versions that share a quantization get ids that tell them apart', () => {
  const ids = (...paths: string[]) => groupVersions(paths.map((path) => file(path))).versions.map(({ id }) => id);
  expect(ids('m-Q4_K_M.gguf', 'm-UD-Q4_K_M.gguf')).toEqual(['Q4_K_M', 'UD-Q4_K_M']);
  expect(ids('a-1B-Q8_0.gguf', 'b-3B-Q8_0.gguf')).toEqual(['a-1B-Q8_0', 'b-3B-Q8_0']);
  expect(ids('new/m-Q8_0.gguf', 'old/m-Q8_0.gguf')).toEqual(['new/m-Q8_0', 'old/m-Q8_0']);
  expect(ids('whatever.gguf')).toEqual(['whatever']);
  expect(ids('Q2_K/m-00001-of-00001.gguf')).toEqual(['Q2_K']);
});

test('quantizations have their words', () => {
  const words = Object.fromEntries(
    named('Q3_K_M', 'IQ4_XS', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0', 'F16', 'F32').map(({ id, group, quality }) => [
      id,
      `${group} ${quality}`,
    ]),
  );
  expect(words).toEqual({
    Q3_K_M: 'small plainer',
    IQ4_XS: 'balanced slightly-plainer',
    Q4_K_M: 'balanced close',
    Q5_K_M: 'balanced very-close',
    Q6_K: 'best nearly-same',
    Q8_0: 'best same',
    F16: 'best original',
    F32: 'best no-gain',
  });
  expect(named('F32')[0]?.quality).toBe('original');
});

test('of the versions that fit best the one nearest to Q4_K_M is recommended', () => {
  const versions = named('Q2_K', 'Q3_K_M', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0', 'F16');
  expect(recommendVersion(versions)?.id).toBe('Q4_K_M');
  const all = (fit: Fit) => fitsOf(Object.fromEntries(versions.map(({ id }) => [id, fit])));
  expect(recommendVersion(versions, all('gpu'))?.id).toBe('Q4_K_M');
  expect(recommendVersion(versions, all('memory'))?.id).toBe('Q4_K_M');
  expect(recommendVersion(versions, all('too-large'))).toBeUndefined();
  const partly = fitsOf({ Q2_K: 'gpu', Q3_K_M: 'gpu', Q4_K_M: 'gpu', Q5_K_M: 'gpu', Q6_K: 'partly', Q8_0: 'partly', F16: 'too-large' });
  expect(recommendVersion(versions, partly)?.id).toBe('Q4_K_M');
  expect(recommendVersion(named('Q3_K_M', 'Q5_K_M', 'Q6_K'), fitsOf({ Q3_K_M: 'gpu', Q5_K_M: 'gpu', Q6_K: 'gpu' }))?.id).toBe('Q5_K_M');
  expect(recommendVersion(versions, fitsOf({ Q2_K: 'gpu', Q3_K_M: 'gpu', Q4_K_M: 'partly', Q5_K_M: 'too-large' }))?.id).toBe('Q4_K_M');
  expect(recommendVersion(versions, fitsOf({ Q3_K_M: 'memory', Q4_K_M: 'memory', Q6_K: 'tight' }))?.id).toBe('Q4_K_M');
  expect(recommendVersion(versions, fitsOf({ Q3_K_M: 'memory', Q4_K_M: 'tight', Q6_K: 'too-large' }))?.id).toBe('Q4_K_M');
});

test('a tiny model with only large versions still has a recommended one, the smaller first', () => {
  expect(recommendVersion(named('Q8_0', 'F16', 'F32'))?.id).toBe('Q8_0');
});

test('a version is found by id, by quantization in any case, and by file', () => {
  const versions = groupVersions([file('m-UD-Q4_K_XL.gguf'), file('m-Q8_0.gguf')]).versions;
  expect(findVersion(versions, 'q8_0')?.id).toBe('Q8_0');
  expect(findVersion(versions, 'UD-Q4_K_XL')?.id).toBe('Q4_K_XL');
  expect(findVersion(versions, 'm-Q8_0.gguf')?.id).toBe('Q8_0');
  expect(findVersion(versions, 'Q5_K_M')).toBeUndefined();
});

test('twenty thousand files of one name are told apart by their folders', () => {
  const files = Array.from({ length: 20_000 }, (_, index) => ({ path: `f${index}/x-Q4_K_M.gguf`, sizeBytes: index }));
  expect(new Set(groupVersions(files).versions.map(({ id }) => id)).size).toBe(20_000);
});
