import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
