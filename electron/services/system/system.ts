import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type diskSchema, type Hardware, hardwareSchema, type Notice } from '../../../shared/system.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import { readDrive } from '../../lib/drive.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { Platform } from '../../platform.ts';
import { emptyTrash, measureTrash, trashLimitBytes } from '../models/models.ts';
import type { SettingsService } from '../settings/settings.ts';
import { askHardware, hardwareOfSystem } from './ask-hardware.ts';
import { readEngineVersion } from './engine-version.ts';
import { GpuMemory } from './gpu-memory.ts';
import { readMemory } from './memory-now.ts';
import { clearFolder, databaseSizeBytes, folderSizeBytes } from './storage.ts';

export interface Memory {
  freeBytes: number;
  totalBytes: number;
  /** Undefined without a graphics card. */
  gpu?: { freeBytes: number; totalBytes: number };
}
export type Disk = z.infer<typeof diskSchema>;
type Kept = 'models' | 'conversations' | 'cache' | 'logs' | 'trash';

export interface SystemOptions {
  platform: Platform;
  /** The built runner, which answers for the graphics card. */
  runnerFile: string;
  /** The data folder. */
  home: string;
  version: string;
  settings: SettingsService;
}

const memoryEveryMs = 2000;
/** As the logger and the caches keep them. */
const limits = { cache: 100e6, logs: 8e6, trash: trashLimitBytes };
const openedSchemes = ['http:', 'https:', 'mailto:'];
const cachedHardwareSchema = z.object({ key: z.string(), hardware: hardwareSchema });

/** What this computer is and has free, what Alcove keeps on it, and what a person should know. */
export class SystemService {
  readonly #options: SystemOptions;
  readonly #gpuMemory: GpuMemory;
  readonly #notices = new WatchableValue<Notice[]>([]);
  readonly #hardware = new WatchableValue<Hardware | undefined>(undefined);
  #asked: Promise<Hardware> | undefined;

  constructor(options: SystemOptions) {
    this.#options = options;
    this.#gpuMemory = new GpuMemory(options.platform, options.runnerFile);
  }

  info() {
    const { platform, version, home } = this.#options;
    return {
      host: platform.name,
      platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : ('linux' as const),
      version,
      dataFolder: home,
      engine: readEngineVersion(),
      canPickFiles: platform.pick !== undefined,
      canReveal: platform.reveal !== undefined,
      node: process.versions.node,
    };
  }

  /** Asks a runner once; kept between starts until the system, the processor or Alcove changes. Never rejects. */
  hardware(): Promise<Hardware> {
    this.#asked ??= this.#findHardware();
    return this.#asked;
  }

  watchHardware(signal?: AbortSignal): AsyncIterable<Hardware | undefined> {
    void this.hardware();
    return this.#hardware.watch(signal);
  }

  /** What is free now; waits for the hardware when it is being asked, so that the graphics card's part is there. */
  async memory(): Promise<Memory> {
    await this.#asked;
    return this.#readMemory();
  }

  /** Without waiting: a page sees the main memory while the graphics card is still asked. */
  async #readMemory(): Promise<Memory> {
    const [memory, gpu] = await Promise.all([readMemory(), this.#hasGpu ? this.#gpuMemory.read() : undefined]);
    return { ...memory, ...(gpu && { gpu }) };
  }

  async *watchMemory(signal?: AbortSignal): AsyncGenerator<Memory, void> {
    while (!signal?.aborted) {
      yield await this.#readMemory();
      await wait(memoryEveryMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** The drive that new models go to. */
  async disk(): Promise<Disk> {
    const { defaultModelFolder } = this.#options.settings.get();
    for (const path of [defaultModelFolder ?? join(this.#options.home, 'models'), this.#options.home]) {
      const drive = await readDrive(path).catch(() => undefined);
      if (drive) return { path, ...drive };
    }
    throw new AppError('file.not-found', 'The data folder is not there', { data: { path: this.#options.home } });
  }

  /** Adds a notice, or puts it in the place of the one with its id. */
  addNotice(notice: Notice): void {
    this.#notices.set([...this.#notices.get().filter(({ id }) => id !== notice.id), notice]);
  }

  dismissNotice(input: { id: string }): void {
    this.#notices.set(this.#notices.get().filter(({ id }) => id !== input.id));
  }

  watchNotices(signal?: AbortSignal): AsyncIterable<Notice[]> {
    return this.#notices.watch(signal);
  }

  async storage(): Promise<{ what: Kept; sizeBytes: number; limitBytes?: number }[]> {
    const { home, settings } = this.#options;
    const own = join(home, 'models');
    const modelFolders = new Set([own, resolve(settings.get().defaultModelFolder ?? own)]);
    const [models, conversations, cache, logs, trash] = await Promise.all([
      Promise.all([...modelFolders].map(folderSizeBytes)).then((sizes) => sizes.reduce((sum, size) => sum + size, 0)),
      databaseSizeBytes(join(home, 'alcove.db')),
      folderSizeBytes(join(home, 'cache')),
      folderSizeBytes(join(home, 'logs')),
      measureTrash(join(home, 'trash')),
    ]);
    return [
      { what: 'models', sizeBytes: models },
      { what: 'conversations', sizeBytes: conversations },
      { what: 'cache', sizeBytes: cache, limitBytes: limits.cache },
      { what: 'logs', sizeBytes: logs, limitBytes: limits.logs },
      { what: 'trash', sizeBytes: trash, limitBytes: limits.trash },
    ];
  }

  async clearStorage(input: { what: 'cache' | 'logs' | 'trash' }): Promise<void> {
    const folder = join(this.#options.home, input.what);
    if (input.what === 'trash') await emptyTrash(folder);
    else await clearFolder(folder);
  }

  async openExternal(input: { url: string }): Promise<void> {
    const { openExternal } = this.#options.platform;
    if (!URL.canParse(input.url) || !openedSchemes.includes(new URL(input.url).protocol)) {
      throw new AppError('request.invalid', 'Only http, https and mailto addresses are opened', { data: { reason: 'scheme' } });
    }
    if (openExternal === undefined) throw new AppError('platform.unsupported', 'This host opens no addresses');
    await openExternal(new URL(input.url).href);
  }

  dispose(): void {
    this.#gpuMemory.end();
  }

  get #hasGpu(): boolean {
    return (this.#hardware.get()?.gpus.length ?? 0) > 0;
  }

  async #findHardware(): Promise<Hardware> {
    const file = join(this.#options.home, 'cache', 'hardware.json');
    const key = [this.#options.version, readEngineVersion(), process.platform, arch(), release(), cpus()[0]?.model, cpus().length].join(
      ' ',
    );
    const hardware = readCached(file, key) ?? (await this.#askHardware(file, key));
    this.#hardware.set(hardware);
    return hardware;
  }

  async #askHardware(file: string, key: string): Promise<Hardware> {
    try {
      const { hardware } = await askHardware(this.#options.platform, this.#options.runnerFile);
      saveCached(file, { key, hardware });
      return hardware;
    } catch (error) {
      this.addNotice({
        id: 'hardware',
        code: 'hardware.unknown',
        data: { reason: error instanceof Error ? error.message : String(error) },
      });
      return hardwareOfSystem();
    }
  }
}

function readCached(file: string, key: string): Hardware | undefined {
  try {
    const cached = cachedHardwareSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return cached.key === key ? cached.hardware : undefined;
  } catch {
    return undefined;
  }
}

function saveCached(file: string, cached: z.infer<typeof cachedHardwareSchema>): void {
  try {
    // A data folder that was deleted meanwhile stays deleted.
    if (existsSync(join(file, '../..'))) writeFileAtomically(file, JSON.stringify(cached));
  } catch {
    // A full disk costs one more question at the next start.
  }
}
