import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DiskSpace } from './disk-space.ts';
import { makeFolder } from './paths.ts';

const drive = mkdtempSync(join(tmpdir(), 'alcove-read-only-'));
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=3m', 'tmpfs', drive]).status === 0;
afterAll(() => {
  if (canMount) spawnSync('umount', [drive]);
  rmSync(drive, { recursive: true, force: true });
});

test.skipIf(!canMount)('a models folder that may not be written is said to be so, and not to be missing', async () => {
  await expect(makeFolder(drive, join(drive, 'acme', 'Model-GGUF', 'model.gguf'))).rejects.toMatchObject({ code: 'file.not-allowed' });
});

test.skipIf(!canMount)('a drive that was pulled is not called full for the sake of the one below it', async () => {
  const space = new DiskSpace({ freeBytes: async (folder) => (folder === drive && isThere ? 1e9 : 0), spareBytes: 100 });
  let isThere = true;
  await space.reserve('one', drive, () => 1000);
  await space.check('one', drive);
  spawnSync('umount', [drive]);
  isThere = false;
  await space.check('one', drive);
});
