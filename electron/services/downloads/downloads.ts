import type { DatabaseSync } from 'node:sqlite';
import type { DownloadList } from '../../../shared/downloads.ts';
import type { Http } from '../../lib/http.ts';
import type { Logger } from '../../lib/logger.ts';
import type { HubService } from '../hub/hub.ts';
import type { ModelsService } from '../models/models.ts';
import type { SettingsService } from '../settings/settings.ts';
import { DiskSpace, type FreeBytes, freeBytesAt } from './disk-space.ts';
import type { TransferTools } from './file-transfer.ts';
import { Connections, RateLimiter } from './pacing.ts';
import { DownloadQueue } from './queue.ts';
import { type AddWish, checkNotHere, planDownload } from './queue-wish.ts';
import { planRepair } from './repair.ts';
import { DownloadRows } from './rows.ts';

export interface DownloadsOptions {
  http: Http;
  hub: Pick<HubService, 'describe' | 'fits' | 'source' | 'endpoint' | 'watch'>;
  models: ModelsService;
  settings: SettingsService;
  database: DatabaseSync;
  logger: Logger;
  /** The worker that computes hashes: built, or its source. */
  hashWorkerFile: string;
  /** In place of the usual ones. */
  tools?: Partial<TransferTools>;
  freeBytes?: FreeBytes;
  undoMs?: number;
  spaceCheckMs?: number;
}

/** Of all downloads together: as many as browsers open to one host, and a little more. */
const connections = { total: 8, perHost: 8 };
/** What stays free on a drive. */
const spareBytes = 100e6;
const defaults = { undoMs: 60_000, spaceCheckMs: 5000 };

/** The queue of downloads, kept over restarts. */
export class DownloadsService {
  readonly #options: DownloadsOptions;
  readonly #queue: DownloadQueue;
  readonly #ended = new AbortController();

  /** Nothing is fetched before `start`, or before somebody adds or resumes something. */
  constructor(options: DownloadsOptions) {
    const { http, hub, models, settings, hashWorkerFile, freeBytes = freeBytesAt, spaceCheckMs = defaults.spaceCheckMs } = options;
    this.#options = options;
    const limiter = new RateLimiter(() => settings.get().downloadLimitBytesPerSecond);
    const tools: TransferTools = { http, hashWorkerFile, limiter, connections: new Connections(connections), ...options.tools };
    this.#queue = new DownloadQueue({
      rows: new DownloadRows(options.database),
      run: { tools, hub, models, space: new DiskSpace({ freeBytes, spareBytes }), spaceCheckMs },
      logger: options.logger,
      endpointOf: ({ endpoint, source }) => endpoint || (source === 'hugging-face' ? hub.endpoint : ''),
      undoMs: options.undoMs ?? defaults.undoMs,
    });
    void this.#followAccess();
  }

  /** Goes on with what was under way when the last host ended. Not for hosts of one command, which run only what is asked of them. */
  start(): void {
    this.#queue.start();
  }

  list(): DownloadList {
    return this.#queue.list.shown.get();
  }

  watch(signal?: AbortSignal): AsyncIterable<DownloadList> {
    return this.#queue.list.shown.watch(signal);
  }

  onChange(listener: (list: DownloadList) => void): () => void {
    return this.#queue.list.shown.onChange(listener);
  }

  /** Throws hub.*, model.exists, download.unsafe-name. One that only needs access is kept in the list, as failed. */
  async add(wish: AddWish): Promise<{ id: string }> {
    const row = await planDownload(wish, this.#options);
    await checkNotHere(row, this.#options.models);
    return { id: this.#queue.add(row) };
  }

  /** What was fetched stays. Throws download.not-found, as all that name a download do. */
  pause({ id }: { id: string }): void {
    this.#queue.pause(this.#queue.find(id));
  }

  /** Also tries a failed one again, and ends a wait for the network. */
  resume({ id }: { id: string }): void {
    this.#queue.resume(this.#queue.find(id));
  }

  pauseAll(): void {
    this.#queue.pauseAll();
  }

  /** Those that failed stay so: they need the person. */
  resumeAll(): void {
    this.#queue.resumeAll();
  }

  /** Out of the list; what was fetched is deleted once undoing is no longer offered. */
  async cancel({ id }: { id: string }): Promise<void> {
    this.#queue.cancel(this.#queue.find(id));
  }

  /** Throws undo.expired. */
  undoCancel({ id }: { id: string }): void {
    this.#queue.undoCancel(id);
  }

  /** In front of another one; unset: to the end. */
  reorder({ id, beforeId }: { id: string; beforeId?: string | undefined }): void {
    this.#queue.reorder(this.#queue.find(id), beforeId);
  }

  /** The files stay. */
  clearFinished(): void {
    this.#queue.clearFinished();
  }

  /** Throws model.not-found, model.read-only, model.no-origin, download.changed, hub.*. */
  async repair({ modelId }: { modelId: string }): Promise<{ id: string }> {
    return { id: this.#queue.add(await planRepair(modelId, this.#options)) };
  }

  /** Ends every transfer; what was fetched stays for the next start. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    await this.#queue.dispose();
  }

  /** Another token or address may open what was closed, another proxy be the way. */
  async #followAccess(): Promise<void> {
    let last: { access: string; way: string } | undefined;
    for await (const { endpoint, token, isTokenSent, proxy } of this.#options.hub.watch(this.#ended.signal)) {
      const now = { access: JSON.stringify([endpoint, token, isTokenSent]), way: JSON.stringify([endpoint, proxy]) };
      if (last && last.access !== now.access) this.#queue.retryForAccess();
      if (last && last.way !== now.way) {
        this.#queue.wakeAll();
        this.#queue.list.publish();
      }
      last = now;
    }
  }
}
