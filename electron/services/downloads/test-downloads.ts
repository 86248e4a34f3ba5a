/** A downloads service over the stand-in hub and a real library, for tests. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesContent, generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import type { RepositoryInput } from '../../../e2e/hub-stand-in/hub.ts';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { writeSplitModel } from '../../../e2e/tiny-models/split-model.ts';
import type { Download, DownloadState } from '../../../shared/downloads.ts';
import { Http } from '../../lib/http.ts';
import { silentLogger } from '../../lib/logger.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file.
import { openHub, type TestHub } from '../hub/test-hub.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file.
import { hashWorkerFile, openLibrary, type TestLibrary } from '../models/test-library.ts';
import { type DownloadsOptions, DownloadsService } from './downloads.ts';

export const chunkBytes = 64 * 1024;

export const talker = 'acme/Talker-1B-GGUF';
/** Three parts. */
export const split = 'acme/Large-GGUF';
/** One file of about 3 MB. */
export const big = 'acme/Big-GGUF';
export const gated = 'acme/Gated-GGUF';

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

/** Models that can really be read, except for the gated one. */
export function testRepositories(): RepositoryInput[] {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-remote-'));
  const scripted = (name: string, fileType: number, extraMegabytes = 0) => {
    writeScriptedModel(join(folder, name), { script: `Hi from ${name}.`, name, fileType, extraMegabytes });
    return readFileSync(join(folder, name));
  };
  const parts = writeSplitModel(folder, { script: 'Hi all.', parts: 3, fileName: 'Large-Q4_K_M' });
  const contents = parts.map((path) => [path.slice(folder.length + 1), bytesContent(readFileSync(path))] as const);
  const repositories = [
    {
      id: talker,
      files: {
        'Talker-1B-Q4_K_M.gguf': bytesContent(scripted('q4.gguf', 15)),
        'eight bits/Talker-1B-Q8_0.gguf': bytesContent(scripted('q8.gguf', 7)),
      },
    },
    { id: split, files: Object.fromEntries(contents) },
    { id: big, files: { 'Big-Q8_0.gguf': bytesContent(scripted('big.gguf', 7, 3)) } },
    { id: gated, gated: 'manual' as const, files: { 'Gated-Q4_0.gguf': generatedContent({ sizeBytes: 100_000, seed: 5 }) } },
  ];
  rmSync(folder, { recursive: true });
  return repositories;
}

export async function openDownloads(options: Partial<DownloadsOptions> = {}): Promise<TestDownloads> {
  const hub = await openHub({ standIn: { repositories: testRepositories() } });
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
