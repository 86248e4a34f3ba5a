import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listCurated, readCurated, recommendCurated } from './curated.ts';

const entries = readCurated(join(import.meta.dirname, '../../../resources/curated.json'));
const memory = (gigabytes: number) => ({ freeBytes: gigabytes * 0.75e9, totalBytes: gigabytes * 1e9 });

test('every entry is there once, with a text in both languages', () => {
  expect(new Set(entries.map(({ repository }) => repository)).size).toBe(entries.length);
  for (const language of ['en', 'zh-CN'] as const) expect(listCurated(entries, language)).toHaveLength(entries.length);
  for (const { summary, goodAt, section } of entries) {
    expect(summary['zh-CN']).toMatch(/\p{Script=Han}/u);
    if (section === 'embedding') expect(goodAt).toContain('embedding');
  }
});

test('a file’s size agrees with its number of parameters and its quantization', () => {
  for (const { parameterCount, sizeBytes, versionId } of entries) {
    const bits = (sizeBytes * 8) / parameterCount;
    expect(bits).toBeGreaterThan(versionId === 'Q8_0' ? 8.4 : 4.2);
    expect(bits).toBeLessThan(versionId === 'Q8_0' ? 8.8 : 5.4);
  }
});

test('sections come in their order, and Chinese readers see other firsts than English ones', () => {
  const [english, chinese] = (['en', 'zh-CN'] as const).map((language) => listCurated(entries, language));
  expect([...new Set(english?.map(({ section }) => section))]).toEqual([
    'everyday',
    'small',
    'large',
    'code',
    'reasoning',
    'vision',
    'embedding',
  ]);
  expect(chinese?.[0]?.publisher).toBe('Qwen');
  expect(english?.[0]?.repository).not.toBe(chinese?.[0]?.repository);
});

test.each([
  { name: 'a little memory', free: memory(4) },
  { name: 'usual memory', free: memory(16) },
  { name: 'a graphics card of 8 GB', free: { ...memory(32), gpu: { freeBytes: 7.4e9, totalBytes: 8e9 } } },
  { name: 'a graphics card of 24 GB', free: { ...memory(64), gpu: { freeBytes: 23e9, totalBytes: 24e9 } } },
])('with $name, what is offered first fits and smaller ones follow', ({ free }) => {
  for (const language of ['en', 'zh-CN'] as const) {
    const [best, ...others] = recommendCurated(entries, { language, free });
    expect(['gpu', 'memory']).toContain(best?.fit);
    expect(others.length).toBeGreaterThan(0);
    expect(others.length).toBeLessThan(3);
    for (const other of others) expect(other.sizeBytes).toBeLessThanOrEqual(best?.sizeBytes ?? 0);
  }
});

test('more memory brings a larger first choice, and too little still an offer', () => {
  const sizes = [2, 4, 8, 16, 32].map((gigabytes) => recommendCurated(entries, { language: 'en', free: memory(gigabytes) })[0]?.sizeBytes);
  expect(sizes).toEqual(sizes.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  expect(sizes[0]).toBeGreaterThan(0);
});
