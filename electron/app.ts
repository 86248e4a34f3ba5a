import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from './api/api-server.ts';
import { dialects } from './api/dialects.ts';
import { openDatabase } from './lib/database.ts';
import { Http } from './lib/http.ts';
import { createLogger } from './lib/logger.ts';
import { migrations } from './migrations.ts';
import type { Platform } from './platform.ts';
import { ChatsService } from './services/chats/chats.ts';
import { DownloadsService } from './services/downloads/downloads.ts';
import { EngineService } from './services/engine/engine.ts';
import { HubService } from './services/hub/hub.ts';
import { type ModelsOptions, ModelsService } from './services/models/models.ts';
import { SettingsService } from './services/settings/settings.ts';
import { SystemService } from './services/system/system.ts';

export interface AppOptions {
  platform: Platform;
  /** The data folder; made when it is not there. */
  home: string;
  /** Where the built files lie, runner.js among them. */
  outDirectory: string;
  /** Unset: the built one in outDirectory. Tests name its source. */
  runnerFile?: string;
  hashWorkerFile?: string;
  headerWorkerFile?: string;
  version: string;
  /** resources/, with starter/ in it. */
  resourcesFolder: string;
  /** The command line's `--endpoint`. */
  endpoint?: string | undefined;
  /** Where other programs' models are looked for; unset: on this computer. */
  programPlaces?: ModelsOptions['programPlaces'];
}

/** Builds the services in order. Throws database.newer for a data folder that a later version has written. */
export function createApp({
  platform,
  home,
  outDirectory,
  version,
  resourcesFolder,
  endpoint,
  programPlaces,
  runnerFile = join(outDirectory, 'runner.js'),
  hashWorkerFile = join(outDirectory, 'hash-worker.js'),
  headerWorkerFile = join(outDirectory, 'header-worker.js'),
}: AppOptions) {
  mkdirSync(home, { recursive: true });
  const logger = createLogger({ folder: join(home, 'logs') });
  logger.info('Alcove starts', {
    version,
    host: platform.name,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  });

  const settingsFile = join(home, 'settings.json');
  const settings = new SettingsService({ file: settingsFile });
  const { database, setAside } = openDatabase({ file: join(home, 'alcove.db'), migrations });
  const system = new SystemService({ platform, runnerFile, home, version, settings });
  const models = new ModelsService({
    platform,
    settings,
    database,
    hashWorkerFile,
    home,
    starterFolder: join(resourcesFolder, 'starter'),
    trashFolder: join(home, 'trash'),
    programPlaces,
  });
  const engine = new EngineService({ platform, runnerFile, models, settings, system, database, logger });
  const http = new Http({
    userAgent: `Alcove/${version}`,
    proxy: () => settings.get(),
    resolveProxy: platform.resolveProxy,
    environment: process.env,
  });
  const hub = new HubService({
    platform,
    http,
    settings,
    models,
    engine,
    system,
    logger,
    home,
    curatedFile: join(resourcesFolder, 'curated.json'),
    headerWorkerFile,
    environment: process.env,
    endpoint,
  });
  const downloads = new DownloadsService({ http, hub, models, settings, database, logger, hashWorkerFile });
  const server = new ApiServer({ parts: { engine, models, downloads, hub, database, version }, dialects, settings, logger });
  const chats = new ChatsService({ engine, models, settings, database, logger });

  if (settings.setAside) system.addNotice({ id: 'settings', code: 'settings.set-aside', data: { path: settings.setAside } });
  if (settings.ignoredPaths.length > 0) {
    const paths = settings.ignoredPaths.map((path) => `"${path}"`).join(', ');
    system.addNotice({ id: 'settings-paths', code: 'settings.path-ignored', data: { paths, file: settingsFile } });
  }
  if (setAside) system.addNotice({ id: 'database', code: 'database.set-aside', data: { path: setAside } });

  let disposed: Promise<void> | undefined;
  /** Answers under way are saved as interrupted, runners end, the database closes. Safe to call twice. */
  async function dispose(): Promise<void> {
    await server.dispose();
    await chats.dispose();
    await downloads.dispose();
    hub.dispose();
    await http.dispose();
    models.dispose();
    await engine.dispose();
    system.dispose();
    database.close();
    logger.info('Alcove ended');
  }

  return { platform, logger, settings, system, models, engine, hub, downloads, chats, server, dispose: () => (disposed ??= dispose()) };
}
export type App = ReturnType<typeof createApp>;
