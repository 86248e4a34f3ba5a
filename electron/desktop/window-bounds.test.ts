import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstSize, fitBounds, readBounds, saveBounds, type WindowBounds } from './window-bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const bounds: WindowBounds = { x: 100, y: 50, width: 1200, height: 700, isMaximized: false };

test('the window comes back where it was', () => {
  expect(fitBounds(bounds, [screen])).toEqual({ x: 100, y: 50, width: 1200, height: 700 });
});

test('a window on a screen that is gone comes back on one that is there', () => {
  expect(fitBounds({ ...bounds, x: 2500 }, [screen])).toEqual({ width: 1200, height: 700 });
  expect(fitBounds({ ...bounds, x: 2500 }, [screen, { ...screen, x: 1920 }])).toMatchObject({ x: 2500 });
  expect(fitBounds({ ...bounds, y: -400 }, [screen])).toEqual({ width: 1200, height: 700 });
});

test('it is no bigger than the screen and no smaller than the page can be', () => {
  expect(fitBounds({ ...bounds, width: 4000, height: 3000 }, [screen])).toMatchObject({ width: 1920, height: 1040 });
  expect(fitBounds({ ...bounds, width: 3, height: 3 }, [screen])).toMatchObject({ width: 640, height: 480 });
});

test('the first start, and a damaged file, get the first size', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'alcove-bounds-')), 'window.json');
  expect(readBounds(file)).toBeUndefined();
  writeFileSync(file, '{"x":"1"');
  expect(fitBounds(readBounds(file), [screen])).toEqual(firstSize);
  saveBounds(file, bounds);
  expect(readBounds(file)).toEqual(bounds);
});
