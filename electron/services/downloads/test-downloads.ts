/** A downloads service over the stand-in hub and a real library, for tests. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryInput } from '../../../e2e/hub-stand-in/hub.ts';
import type { Download, DownloadState } from '../../../shared/downloads.ts';
import { Http } from '../../lib/http.ts';
import { silentLogger } from '../../lib/logger.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file.
import { openHub, type TestHub } from '../hub/test-hub.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file.
import { hashWorkerFile, openLibrary, type TestLibrary } from '../models/test-library.ts';
import { type DownloadsOptions, DownloadsService } from './downloads.ts';

export const chunkBytes = 64 * 1024;

export interface TestDownloads {
  downloads: DownloadsService;
  hub: TestHub;
  library: TestLibrary;
  /** <home>/models */
  modelsFolder: string;
  /** The next start over the same folders, without `start()`. */
  restart(options?: Partial<DownloadsOptions>): Promise<DownloadsService>;
  /** Waits until the download is in one of these states. */
  until<Type extends DownloadState['type']>(id: string, ...types: Type[]): Promise<Download & { state: { type: Type } }>;
  get(id: string): Download | undefined;
  /** Paths below the models folder, without folders. */
  files(): string[];
  dispose(): Promise<void>;
}

export async function openDownloads(repositories: RepositoryInput[], options: Partial<DownloadsOptions> = {}): Promise<TestDownloads> {
  const hub = await openHub({ standIn: { repositories } });
  const library = await openLibrary();
  const http = new Http({ userAgent: 'Alcove/test' });
  const modelsFolder = join(library.home, 'models');
  const create = (more: Partial<DownloadsOptions> = {}) =>
    new DownloadsService({
      ...{ http, hub: hub.hub, models: library.models, settings: library.settings, database: library.database, logger: silentLogger },
      hashWorkerFile,
      ...options,
      ...more,
      tools: { chunkBytes, backoffBaseMs: 20, stallMs: 5000, ...options.tools, ...more.tools },
    });
  const test: TestDownloads = {
    downloads: create(),
    hub,
    library,
    modelsFolder,
    async restart(more) {
      await test.downloads.dispose();
      test.downloads = create(more);
      return test.downloads;
    },
    async until(id, ...types) {
      const abort = new AbortController();
      for await (const list of test.downloads.watch(abort.signal)) {
        const download = list.downloads.find((candidate) => candidate.id === id);
        if (download && (types as string[]).includes(download.state.type)) return download as never;
      }
      throw new Error('The download was never so');
    },
    get: (id) => test.downloads.list().downloads.find((download) => download.id === id),
    files: () => (existsSync(modelsFolder) ? listFiles(modelsFolder, '') : []),
    async dispose() {
      await test.downloads.dispose();
      await http.dispose();
      library.dispose();
      await hub.dispose();
    },
  };
  return test;
}

function listFiles(root: string, below: string): string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? listFiles(root, join(below, entry.name)) : [join(below, entry.name)]))
    .sort();
}
