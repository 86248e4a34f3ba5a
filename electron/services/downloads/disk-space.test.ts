import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiskSpace, existingFolder, freeBytesAt } from './disk-space.ts';

const folder = tmpdir();
const space = () => new DiskSpace({ freeBytes: async () => 1000, spareBytes: 100 });

test('two downloads never count the same bytes, and the second one is told what is missing', async () => {
  const disk = space();
  await disk.reserve('one', folder, () => 500);
  await expect(disk.reserve('two', folder, () => 401)).rejects.toMatchObject({
    code: 'file.no-space',
    data: { path: folder, neededBytes: 1001, freeBytes: 1000 },
  });
  await disk.reserve('two', folder, () => 400);
});

test('what was refused is not spoken for, and what ends is free again', async () => {
  const disk = space();
  await expect(disk.reserve('huge', folder, () => 5000)).rejects.toMatchObject({ code: 'file.no-space' });
  await disk.reserve('one', folder, () => 900);
  disk.release('one');
  await disk.reserve('two', folder, () => 900);
});

test('who came first keeps going when those behind no longer fit', async () => {
  let left = 400;
  const disk = space();
  await disk.reserve('one', folder, () => 400);
  await disk.reserve('two', folder, () => left);
  left = 800;
  await disk.check('one', folder);
  await expect(disk.check('two', folder)).rejects.toMatchObject({ code: 'file.no-space' });
});

test('a folder that is not there yet is on the drive of the next one above', async () => {
  expect(existingFolder(join(folder, 'no', 'such', 'folder'))).toBe(folder);
  expect(await freeBytesAt(folder)).toBeGreaterThan(0);
});
