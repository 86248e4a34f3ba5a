import type { DatabaseSync } from 'node:sqlite';
import type { DownloadList } from '../../../shared/downloads.ts';
import type { SourceId } from '../../../shared/hub.ts';
import type { Http } from '../../lib/http.ts';
import type { Logger } from '../../lib/logger.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { HubService } from '../hub/hub.ts';
import type { ModelsService } from '../models/models.ts';
import type { SettingsService } from '../settings/settings.ts';

export interface DownloadsOptions {
  http: Http;
  hub: HubService;
  models: ModelsService;
  settings: SettingsService;
  database: DatabaseSync;
  logger: Logger;
  /** The worker that computes hashes: built, or its source. */
  hashWorkerFile: string;
}

/** The queue of downloads, kept over restarts. */
export class DownloadsService {
  readonly #options: DownloadsOptions;
  readonly #list = new WatchableValue<DownloadList>({ downloads: [], bytesPerSecond: 0, leftBytes: 0 });

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  list(): DownloadList {
    return this.#list.get();
  }

  watch(signal?: AbortSignal): AsyncIterable<DownloadList> {
    return this.#list.watch(signal);
  }

  onChange(listener: (list: DownloadList) => void): () => void {
    return this.#list.onChange(listener);
  }

  async add(_wish: {
    source: SourceId;
    endpoint?: string | undefined;
    repository: string;
    versionId?: string | undefined;
  }): Promise<{ id: string }> {
    throw new Error(`not built yet ${this.#options.hashWorkerFile}`);
  }

  pause(_wish: { id: string }): void {}
  resume(_wish: { id: string }): void {}
  pauseAll(): void {}
  resumeAll(): void {}
  async cancel(_wish: { id: string }): Promise<void> {}
  undoCancel(_wish: { id: string }): void {}
  reorder(_wish: { id: string; beforeId?: string | undefined }): void {}
  clearFinished(): void {}

  async repair(_wish: { modelId: string }): Promise<{ id: string }> {
    throw new Error('not built yet');
  }

  /** Ends every transfer; what was fetched stays for the next start. */
  async dispose(): Promise<void> {}
}
