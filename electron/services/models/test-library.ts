/** A models service over temporary folders, for tests. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Library, Model } from '../../../shared/models.ts';
import { openDatabase } from '../../lib/database.ts';
import { migrations } from '../../migrations.ts';
import { nodePlatform, type Platform } from '../../platform.ts';
import { SettingsService } from '../settings/settings.ts';
import { ModelsService } from './models.ts';

export const hashWorkerFile = join(import.meta.dirname, '../../lib/hash-worker.ts');

export interface TestLibrary {
  models: ModelsService;
  settings: SettingsService;
  database: DatabaseSync;
  /** Everything lies below it; `home` is the data folder, `other` a folder outside. */
  root: string;
  home: string;
  other: string;
  /** Waits until the library is as `check` wants it. */
  until(check: (library: Library) => boolean): Promise<Library>;
  only(): Model;
  dispose(): void;
}

export async function openLibrary(
  options: { platform?: Partial<Platform>; starterFolder?: string; root?: string } = {},
): Promise<TestLibrary> {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'alcove-models-'));
  const [home, other] = [join(root, 'home'), join(root, 'other')];
  for (const folder of [home, other]) mkdirSync(folder, { recursive: true });
  const settings = new SettingsService({ file: join(home, 'settings.json') });
  const { database } = openDatabase({ file: join(home, 'alcove.db'), migrations });
  const models = new ModelsService({
    platform: { ...nodePlatform, ...options.platform },
    settings,
    database,
    hashWorkerFile,
    home,
    starterFolder: options.starterFolder ?? join(root, 'no-starter'),
    trashFolder: join(home, 'trash'),
  });
  await models.ready;
  return {
    models,
    settings,
    database,
    root,
    home,
    other,
    async until(check) {
      const abort = new AbortController();
      for await (const library of models.watch(abort.signal)) if (check(library)) return library;
      throw new Error('The library was never so');
    },
    only() {
      const [model, another] = models.library().models;
      if (model === undefined || another !== undefined) throw new Error(`${models.library().models.length} models instead of one`);
      return model;
    },
    dispose() {
      models.dispose();
      database.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
