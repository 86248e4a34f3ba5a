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
  /** Where other programs are looked for. */
  person: string;
  /** A second service over the same folders: the next start. */
  another(starterFolder?: string): ModelsService;
  /** Waits until the library is as `check` wants it. */
  until(check: (library: Library) => boolean): Promise<Library>;
  only(): Model;
  dispose(): void;
}

export async function openLibrary(
  options: { platform?: Partial<Platform>; starterFolder?: string; root?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<TestLibrary> {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'alcove-models-'));
  const [home, other, person] = [join(root, 'home'), join(root, 'other'), join(root, 'person')];
  for (const folder of [home, other]) mkdirSync(folder, { recursive: true });
  const settings = new SettingsService({ file: join(home, 'settings.json') });
  const { database } = openDatabase({ file: join(home, 'alcove.db'), migrations });
  const another = (starterFolder = options.starterFolder ?? join(root, 'no-starter')) =>
    new ModelsService({
      platform: { ...nodePlatform, ...options.platform },
      settings,
      database,
      hashWorkerFile,
      home,
      starterFolder,
      trashFolder: join(home, 'trash'),
      programPlaces: { home: person, systemRoot: join(root, 'system'), environment: options.environment ?? {} },
    });
  const models = another();
  await models.ready;
  return {
    models,
    settings,
    database,
    root,
    home,
    other,
    person,
    another,
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
