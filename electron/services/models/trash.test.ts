import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import { openLibrary, type TestLibrary } from './test-library.ts';
import { emptyTrash, limitTrash, measureTrash, moveToTrash, restoreFromTrash } from './trash.ts';

let library: TestLibrary;
let path: string;
let trash: string;
beforeEach(async () => {
  library = await openLibrary();
  path = join(library.home, 'models', 'a.gguf');
  trash = join(library.home, 'trash');
  writeScriptedModel(path, { script: 'Hi.' });
  await library.models.rescan();
});
afterEach(() => library.dispose());

test('a removed model is gone at once and comes back as it was', async () => {
  const bytes = readFileSync(path);
  const { undoId = '' } = await library.models.remove({ id: 'a' });
  expect(library.models.library().models).toEqual([]);
  expect(existsSync(path)).toBe(false);
  expect(await measureTrash(trash)).toBe(bytes.length);
  await library.models.restore({ undoId });
  expect(library.only().id).toBe('a');
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(await measureTrash(trash)).toBe(0);
});

test('a split model goes and comes as a whole, also in a folder of another program', async () => {
  writeSplitModel(join(library.other, 'big'), { script: 'Hi.', parts: 3 });
  await library.models.addFolder({ path: library.other });
  const { undoId = '' } = await library.models.remove({ id: 'big' });
  expect(readdirSync(join(library.other, 'big'))).toEqual([]);
  await library.models.restore({ undoId });
  expect(library.models.find('big').files).toHaveLength(3);
});

test('an emptied trash gives nothing back, and a place that is taken is not overwritten', async () => {
  const first = await library.models.remove({ id: 'a' });
  writeScriptedModel(path, { script: 'Another.' });
  await expect(library.models.restore({ undoId: first.undoId ?? '' })).rejects.toMatchObject({ code: 'import.exists' });
  rmSync(path);
  await emptyTrash(trash);
  expect(existsSync(trash)).toBe(false);
  await expect(library.models.restore({ undoId: first.undoId ?? '' })).rejects.toMatchObject({ code: 'undo.expired' });
});

test('the system’s trash is used where there is one, and then there is no undo', async () => {
  const trashed: string[] = [];
  const desktop = await openLibrary({
    platform: {
      trash: async (file) => {
        trashed.push(file);
        rmSync(file);
      },
    },
  });
  const [first = ''] = writeSplitModel(join(desktop.home, 'models'), { script: 'Hi.', parts: 2, fileName: 'b' });
  await desktop.models.rescan();
  expect(await desktop.models.remove({ id: 'b' })).toEqual({});
  expect(trashed).toHaveLength(2);
  expect(trashed[0]).toBe(first);
  expect(desktop.models.library().models).toEqual([]);
  desktop.dispose();
});

test('a file on another drive stays there while it waits, and is deleted with the trash', async () => {
  const otherDrive = '/dev/shm';
  if (!existsSync(otherDrive) || statSync(otherDrive).dev === statSync(library.home).dev) return;
  const folder = join(otherDrive, `alcove-trash-${process.pid}`);
  const file = join(folder, 'far.gguf');
  mkdirSync(folder);
  try {
    writeFileSync(file, 'x');
    await restoreFromTrash(trash, await moveToTrash(trash, [{ path: file, sizeBytes: 1 }]));
    expect(readFileSync(file, 'utf8')).toBe('x');
    await moveToTrash(trash, [{ path: file, sizeBytes: 1 }]);
    expect(existsSync(file)).toBe(false);
    await emptyTrash(trash);
    expect(readdirSync(join(folder, '.alcove-trash'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the trash keeps the newest and lets the oldest go', async () => {
  const put = async (name: string, sizeBytes: number) => {
    writeFileSync(join(library.other, name), 'x');
    return moveToTrash(trash, [{ path: join(library.other, name), sizeBytes }]);
  };
  const old = await put('old.gguf', 30e9);
  const newer = await put('newer.gguf', 30e9);
  await expect(restoreFromTrash(trash, old)).rejects.toMatchObject({ code: 'undo.expired' });
  const giant = await put('giant.gguf', 900e9);
  await limitTrash(trash);
  await expect(restoreFromTrash(trash, newer)).rejects.toMatchObject({ code: 'undo.expired' });
  await restoreFromTrash(trash, giant);
});
